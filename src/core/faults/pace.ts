import type { RecordedAction, RecordedResponse } from '../cassette/schema.ts'
import { answerTime } from '../cassette/answer-time.ts'
import type { FaultOptions } from './fault.ts'

/** The pace at which an answer comes: the milliseconds before its head, and before each piece of its body. */
export interface Pace {
  head: number
  pieces: readonly number[]
}

/** The seconds by which an answer is slow. */
const SLOW = 60

/** Finds the pace of an answer that comes late; `null` where a stream is to stall that is not as long. */
export function paceOf(
  { response, ...action }: RecordedAction & { response: RecordedResponse },
  { kind, seconds = SLOW, after }: FaultOptions,
): Pace | null {
  const times = timesOf(response)
  if (kind === 'recorded_speed')
    return {
      head: answerTime(action),
      pieces: times.map((time, at) => Math.max(0, time - (times[at - 1] ?? 0))),
    }
  if (after === undefined) return { head: seconds * 1000, pieces: [] }
  if (after >= piecesOf(response)) return null
  return { head: 0, pieces: [...Array<number>(after).fill(0), seconds * 1000] }
}

function timesOf({ body }: RecordedResponse): readonly number[] {
  if (!body) return []
  if ('events' in body || 'lines' in body) return body.times ?? []
  return 'chunks' in body ? (body.chunks ?? []).map(([, time]) => time) : []
}

function piecesOf({ body }: RecordedResponse): number {
  if (!body) return 0
  if ('events' in body) return body.events.length
  if ('lines' in body) return body.lines.length
  return 'chunks' in body && body.chunks ? body.chunks.length : 1
}
