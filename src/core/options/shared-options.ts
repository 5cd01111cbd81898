import { z } from 'zod'
import { MAX_TAKES } from '../cassette/cassette-path.ts'
import { RECORD_MODES } from '../cassette/record-mode.ts'

/** More would be a test of endurance. */
const MAX_REPLAYS = 100

// The values of options that both a call and the plugin have.

export const ModeSchema = z.enum(RECORD_MODES)
export const MatchRateSchema = z.number().min(0).max(1)
export const ScoreSchema = z.number().min(0).max(100)
export const CountSchema = z.int().min(0)
export const TakesSchema = z.int().min(1).max(MAX_TAKES)
export const ReplaysSchema = z.int().min(0).max(MAX_REPLAYS)
/** @note A longer timer fires at once in Node. */
export const MillisecondsSchema = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
