import type { Divergence } from '../divergence/schema.ts'
import { findVolatileValues } from '../matching/volatile-difference.ts'
import { readClock } from '../matching/volatile-tokens.ts'
import type { AppliedPolicy } from '../report/receipt-schema.ts'

/** Exits of the process that version 0.1.0 did not see. */
const UNSEEN_BEFORE = new Set(['process', 'tcp', 'udp', 'dns', 'worker'])

/** Names the rules that are stricter since a cassette of version 0.1.0 was recorded and that the first causes fall under. */
export function stricterRules(
  divergences: readonly Divergence[],
  policy: readonly AppliedPolicy[] = [],
): string[] {
  const rules = divergences.filter(({ firstCause }) => firstCause).flatMap(ruleOf)
  const isRefused = policy.some(
    ({ kind, effect }) => effect === 'refused' && UNSEEN_BEFORE.has(kind),
  )
  if (isRefused)
    rules.push('what leaves the process by itself is refused: programs, sockets, queries')
  return [...new Set(rules)]
}

function ruleOf({ cause, paths }: Divergence): string[] {
  if (cause === 'order')
    return [
      'calls are sequential once an answer is there with its headers, however late its body is read',
    ]
  if (paths.some(({ path }) => path.startsWith('headers.')))
    return ['headers that select a model, a version, a feature or an account are compared']
  const isTime = paths.some(({ recorded, replayed }) => {
    if (recorded === undefined || replayed === undefined) return false
    const found = findVolatileValues(recorded, replayed, '$')
    return found?.pairs.some((pair) => readClock(pair.recorded) && readClock(pair.replayed))
  })
  return isTime
    ? ['a date or time that the agent read is the one that was recorded: tomorrow is not today']
    : []
}
