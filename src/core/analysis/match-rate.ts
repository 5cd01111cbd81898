/** The facts of a run from which its positions are counted. */
interface CountedRun {
  actions: readonly unknown[]
  divergences: ReadonlyArray<{ kind: string }>
}

/**
 * The number of aligned positions of a run: its replayed actions, those missing from the replay, and the final output.
 * A missing action and an extra one at the same place are one `action_mismatch`, counted by the extra.
 */
export function countPositions(run: CountedRun): number {
  const missing = run.divergences.filter(
    (divergence) => divergence.kind === 'missing_action',
  ).length
  return run.actions.length + missing + 1
}

/**
 * The match rate: positions without a divergence / all aligned positions, 0 to 1.
 *
 * @example
 * matchRate(10, 1) // 0.9
 */
export function matchRate(positions: number, diverging: number): number {
  return positions === 0 ? 0 : Math.max(0, positions - diverging) / positions
}

/** The match rate of several runs: over the positions of all of them, so that a long run weighs more than a short one. */
export function totalMatchRate(
  runs: ReadonlyArray<{ matchRate: number | null; positions: number }>,
): number | null {
  let [matched, all] = [0, 0]
  for (const { matchRate: rate, positions } of runs) {
    if (rate === null) continue
    matched += rate * positions
    all += positions
  }
  return all === 0 ? null : Math.min(1, matched / all)
}
