import type { Cassette, Value } from '../../cassette/schema.ts'
import type { JsonValue } from '../../json.ts'
import { keepsPresence, PRESENCE_HEADERS } from '../../request-headers/presence-headers.ts'
import { valueJson } from '../../matching/asked-of.ts'
import { recordingOf } from './from-cassette.ts'
import type { PerformedRun, Recording, ReleaseRun } from './performed-run.ts'

/**
 * Brings two runs to the same form: a report knows nothing of the types of values, so a cassette that is compared with
 * one goes without them, too. Else every date and every `undefined` would look like a change.
 */
export function comparableRuns<A extends PerformedRun, B extends PerformedRun>(
  a: A,
  b: B,
): [A | Recording, B | Recording] {
  const [left, right] = [a.from, b.from]
  if (left?.kind === 'cassette' && right?.kind === 'report')
    return [recordingOf(withoutTypes(left.cassette)), b]
  if (left?.kind === 'report' && right?.kind === 'cassette')
    return [a, recordingOf(withoutTypes(right.cassette))]
  if (left?.kind === 'cassette' && right?.kind === 'cassette') {
    const [before, now] = [left.cassette, right.cassette]
    if (keepsPresence(before.header.headerTable) !== keepsPresence(now.header.headerTable))
      return [recordingOf(withoutPresence(before)), recordingOf(withoutPresence(now))]
  }
  return [a, b]
}

/** An older cassette keeps no header whose value is a secret: of two, neither has one then. */
function withoutPresence({ actions, ...rest }: Cassette): Cassette {
  return {
    ...rest,
    actions: actions.map((action) => {
      const { request } = action
      if (!request) return action
      const headers = request.headers.filter(([name]) => !PRESENCE_HEADERS.has(name))
      return { ...action, request: { ...request, headers } }
    }),
  }
}

/** Returns the input of a run as its recording has it; of a report's, the report's. */
export function inputOf({ input }: ReleaseRun, { from }: Recording): JsonValue | undefined {
  if (from?.kind !== 'cassette') return input
  const stored = from.cassette.header.input
  return stored && valueJson(stored)
}

/** Returns the final output of a run as plain JSON. */
export function plainOutput({ from, end }: PerformedRun): JsonValue | undefined {
  return from?.kind === 'cassette' ? from.cassette.end?.output?.json : end?.output
}

function withoutTypes({ header, actions, end, ...rest }: Cassette): Cassette {
  return {
    ...rest,
    header: { ...header, ...(header.input ? { input: plain(header.input) } : {}) },
    actions: actions.map((action) => ({
      ...action,
      ...(action.inputs ? { inputs: plain(action.inputs) } : {}),
      ...(action.outputs ? { outputs: plain(action.outputs) } : {}),
    })),
    end: end && { ...end, ...(end.output ? { output: plain(end.output) } : {}) },
  }
}

function plain({ json }: Value): Value {
  return { json }
}
