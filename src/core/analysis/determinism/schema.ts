import { z } from 'zod'
import { FindingSchema } from '../findings/schema.ts'

const Count = z.number().int().nonnegative()
const Percent = z.number().min(0).max(100)

/** What was changed when a position became unstable. */
export const DimensionSchema = z.enum([
  'clock',
  'random',
  'uuid',
  'arrival_order',
  'chunking',
  'timezone',
  'locale',
  'environment',
])
export type Dimension = z.infer<typeof DimensionSchema>

/** A place at which replays in other worlds were not the same. */
export const DeterminismFindingSchema = FindingSchema
export type DeterminismFinding = z.infer<typeof DeterminismFindingSchema>
export type InstabilityCause = DeterminismFinding['cause']
export type Severity = DeterminismFinding['severity']

export const BandSchema = z.enum(['high', 'moderate', 'low', 'none'])
export type Band = z.infer<typeof BandSchema>

/** How far a run does the same in another world. */
export const DeterminismSchema = z
  .object({
    /** 0 to 100: stable positions / all positions. */
    score: Percent,
    band: BandSchema,
    /** How many perturbed replays were made. */
    replays: Count,
    /** Gives the first of them back (`VITEST_REPLAY_SEED`); the next have the next numbers. */
    seed: Count,
    positions: Count,
    stable: Count,
    /** 0 to 100: positions whose action, whose inputs too, are the same; replays that end in the same final output. */
    tiers: z.object({ actions: Percent, inputs: Percent, output: Percent }).strict(),
    /** How many more replays it took to find the causes. */
    attributionReplays: Count,
    /** What could not be changed here, and why. */
    notVaried: z.array(z.object({ dimension: DimensionSchema, reason: z.string() }).strict()),
    findings: z.array(DeterminismFindingSchema),
  })
  .strict()
export type Determinism = z.infer<typeof DeterminismSchema>
