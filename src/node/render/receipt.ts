/** A receipt for people; what does not occur is not named. */
export function renderReceipt(counts: {
  served: number
  live: number
  blocked: number
  unserved: number
}): string {
  const parts = [`${counts.served} served`, `${counts.live} live`]
  if (counts.blocked > 0) parts.push(`${counts.blocked} blocked`)
  if (counts.unserved > 0) parts.push(`${counts.unserved} unserved`)
  return parts.join(', ')
}
