/**
 * Finds the known name that a misspelt one most likely stands for; `undefined` where none is close.
 *
 * @example
 * nearestName('determinsm', ['matchRate', 'determinism']) // 'determinism'
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3))
  let nearest: { name: string; distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= most && distance < (nearest?.distance ?? Infinity))
      nearest = { name: candidate, distance }
  }
  return nearest?.name
}

/** Counts the characters to insert, remove, replace or swap with their neighbour that lead from one text to another. */
export function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 20) return Infinity
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[from.length]![to.length]!
}
