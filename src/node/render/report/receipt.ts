import type { AppliedPolicy } from '../../../core/report/schema.ts'
import { plural } from '../../../core/words/plural.ts'

/** Counts what a policy decided, by effect; what is counted as background or as a child process is not counted again. */
function countEffects(applied: readonly AppliedPolicy[]): string[] {
  const counts = new Map<string, number>()
  for (const { kind, effect, count, origin } of applied) {
    const isNamed = origin === 'built-in' || (kind === 'process' && effect === 'executed')
    if (!isNamed) counts.set(effect, (counts.get(effect) ?? 0) + count)
  }
  return [...counts].map(([effect, count]) => `${count} ${effect}`)
}

/** Renders a receipt; zeros are left out, but for served and live. */
export function renderReceipt(counts: {
  served: number
  /** Of the served, those whose answer was recorded for a different request. */
  mismatched: number
  live: number
  blocked: number
  unserved: number
  background?: number | undefined
  processes?: number | undefined
  policy?: readonly AppliedPolicy[] | undefined
  attributed?: number | undefined
  continued?: number | undefined
  journalFull?: true | undefined
}): string {
  const mismatched = counts.mismatched > 0 ? ` (${counts.mismatched} mismatched)` : ''
  const parts = [`${counts.served} served${mismatched}`, `${counts.live} live`]
  if (counts.blocked > 0) parts.push(`${counts.blocked} blocked`)
  if (counts.unserved > 0) parts.push(`${counts.unserved} unserved`)
  if (counts.background) parts.push(`${counts.background} background`)
  if (counts.processes) parts.push(plural(counts.processes, 'child process', 'child processes'))
  parts.push(...countEffects(counts.policy ?? []))
  if (counts.attributed) parts.push(`${counts.attributed} attributed`)
  if (counts.continued)
    parts.push(`${counts.continued} reads of clock or chance beyond those recorded`)
  if (counts.journalFull) parts.push('journal of clock and chance full')
  return parts.join(', ')
}
