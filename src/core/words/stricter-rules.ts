import type { Divergence } from '../divergence/schema.ts'
import { findVolatileValues } from '../matching/volatile-difference.ts'

/** Names the rules that are stricter since a cassette of version 0.1.0 was recorded and that the first causes fall under. */
export function stricterRules(divergences: readonly Divergence[]): string[] {
  const rules = divergences.filter(({ firstCause }) => firstCause).flatMap(ruleOf)
  return [...new Set(rules)]
}

function ruleOf({ cause, paths }: Divergence): string[] {
  if (cause === 'order')
    return [
      'calls are sequential once an answer is there with its headers, however late its body is read',
    ]
  if (paths.some(({ path }) => path.startsWith('headers.')))
    return ['headers that select a model, a version, a feature or an account are compared']
  const isLook = paths.some(({ recorded, replayed }) => {
    if (recorded === undefined || replayed === undefined) return false
    return (findVolatileValues(recorded, replayed, '$')?.pairs.length ?? 0) > 0
  })
  return isLook
    ? ['ids and times count as made by the run by their origin, no longer by their look']
    : []
}
