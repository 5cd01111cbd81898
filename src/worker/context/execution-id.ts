import { randomBytes } from 'node:crypto'

/** Makes the id of one execution: a W3C trace id. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex')
}

/** The id of an action of an execution, as a W3C span id: the same whenever it is asked for. */
export function spanIdOf(traceId: string, index: number): string {
  // The last digits count from 1: an id of nothing but zeros is none.
  return traceId.slice(0, 8) + (index + 1).toString(16).padStart(8, '0')
}

/** Prints a time of the real clock, in milliseconds since 1970, as ISO 8601. */
export function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
