/** Renders a receipt; zeros are left out, but for served and live. */
export function renderReceipt(counts: {
  served: number
  /** Of the served, those whose answer was recorded for a different request. */
  mismatched: number
  live: number
  blocked: number
  unserved: number
  continued?: number | undefined
  journalFull?: true | undefined
}): string {
  const mismatched = counts.mismatched > 0 ? ` (${counts.mismatched} mismatched)` : ''
  const parts = [`${counts.served} served${mismatched}`, `${counts.live} live`]
  if (counts.blocked > 0) parts.push(`${counts.blocked} blocked`)
  if (counts.unserved > 0) parts.push(`${counts.unserved} unserved`)
  if (counts.continued)
    parts.push(`${counts.continued} reads of clock or chance beyond those recorded`)
  if (counts.journalFull) parts.push('journal of clock and chance full')
  return parts.join(', ')
}
