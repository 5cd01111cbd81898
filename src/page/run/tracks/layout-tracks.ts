import { answerTime } from '../../../core/cassette/answer-time.ts'
import { hasFailedAction } from '../../../core/report/failed-action.ts'
import type { RecordedActionReport, ReportAction } from '../../../core/report/action-schema.ts'
import type { ShownPosition } from '../simulation/positions.ts'

/** One side of a position on the time axis. */
export interface TrackBar {
  type: string
  name: string
  failed: boolean
  /** USD; `null` where the price is unknown, or it is no call of a model. */
  cost: number | null
  tokens: number | null
}

/** A position of the aligned run on the time axis: both sides at the same place. */
export interface TrackPosition {
  /** Its place among the positions, from 0. */
  at: number
  /** Milliseconds on the axis. */
  start: number
  length: number
  /** Overlapping and nested positions stand below each other. */
  lane: number
  recorded: TrackBar | null
  replayed: TrackBar | null
  state: 'same' | 'fork' | 'follows'
}

/** Two tracks on one time axis. */
export interface TrackLayout {
  /** Milliseconds. */
  length: number
  lanes: number
  positions: TrackPosition[]
  /** The place on the axis from which the two sides part; `null` where they do not. */
  fork: number | null
}

const MOST_LANES = 5
/** The least share of the axis that an action takes which was not recorded, and so has no recorded time. */
const EXTRA_SHARE = 0.02

/**
 * Lays positions out in recorded time. What only the replay has is put in where it was called, and moves the rest on; so
 * that both sides of a position always stand above each other.
 */
export function layoutTracks(positions: readonly ShownPosition[]): TrackLayout {
  const shown = positions.filter(({ final }) => !final)
  const recordedLength = Math.max(1, ...shown.map(endOf))
  const laid: TrackPosition[] = []
  const laneEnds: number[] = []
  let shift = 0
  let last = 0
  for (const [at, position] of shown.entries()) {
    const known = startOf(position)
    const time = timeOf(position)
    const isExtra = known === null
    const length = isExtra ? Math.max(time, recordedLength * EXTRA_SHARE) : time
    const start = isExtra ? last : known + shift
    if (isExtra) shift += length
    last = Math.max(last, start + length)
    const lane = freeLane(laneEnds, start)
    laneEnds[lane] = Math.max(laneEnds[lane] ?? 0, start + length)
    laid.push({
      at,
      start,
      length,
      lane,
      recorded: barOf(position.recorded ?? recordedOf(position.replayed)),
      replayed: barOf(position.replayed),
      state: !position.divergence ? 'same' : position.divergence.firstCause ? 'fork' : 'follows',
    })
  }
  return {
    length: Math.max(1, last),
    lanes: Math.max(1, laneEnds.length),
    positions: laid,
    fork: laid.find(({ state }) => state === 'fork')?.start ?? null,
  }
}

function freeLane(ends: readonly number[], start: number): number {
  const free = ends.findIndex((end) => end <= start + 1e-6)
  return free === -1 ? Math.min(ends.length, MOST_LANES - 1) : free
}

function startOf({ recorded, replayed }: ShownPosition): number | null {
  return recorded?.start ?? replayed?.recordedStart ?? null
}

function timeOf({ recorded, replayed }: ShownPosition): number {
  if (recorded) return answerTime(recorded)
  if (!replayed) return 0
  const { recordedDuration: duration, timeToHeadersMs } = replayed
  return duration === null
    ? (replayed.replayedDuration ?? 0)
    : answerTime({ duration, timeToHeadersMs })
}

function endOf(position: ShownPosition): number {
  return (startOf(position) ?? 0) + timeOf(position)
}

/** @note Of a run that was recorded just now, the recorded side is its own. */
function recordedOf(replayed: ReportAction | null): ReportAction | null {
  return replayed && (replayed.recorded !== null || replayed.treatment === 'recorded')
    ? replayed
    : null
}

function barOf(action: RecordedActionReport | ReportAction | null): TrackBar | null {
  if (!action) return null
  const { type, name, model, costUsd, inputTokens, outputTokens } = action
  const tokens =
    inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
  return {
    type,
    name: model ?? name,
    failed: 'treatment' in action ? hasFailedAction(action) : action.outcome === 'error',
    cost: costUsd,
    tokens,
  }
}
