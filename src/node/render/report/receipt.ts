/** A receipt for people; what does not occur is not named. */
export function renderReceipt(counts: {
  served: number
  /** Of the served, answers that were recorded for a different request; a total does not tell. */
  anchored?: number
  live: number
  blocked: number
  unserved: number
  continued?: number | undefined
  journalFull?: true | undefined
}): string {
  const lent = counts.anchored ? ` (${counts.anchored} to changed requests)` : ''
  const parts = [`${counts.served} served${lent}`, `${counts.live} live`]
  if (counts.blocked > 0) parts.push(`${counts.blocked} blocked`)
  if (counts.unserved > 0) parts.push(`${counts.unserved} unserved`)
  if (counts.continued)
    parts.push(`${counts.continued} reads of clock or chance beyond those recorded`)
  if (counts.journalFull) parts.push('journal of clock and chance full')
  return parts.join(', ')
}
