import type { Comparison } from '../../../src/core/report/comparison-schema.ts'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { judgeGate } from '../../../src/core/words/comparison/judge-gate.ts'
import type { NumberOptions } from '../../../src/core/comparison/numbers/release-numbers.ts'
import type { ReleaseSide } from '../../../src/core/comparison/runs/performed-run.ts'
import type { Sides } from './build-sides.ts'

interface Compared extends NumberOptions {
  base?: Partial<ReleaseSide>
  head?: Partial<ReleaseSide>
  /** The rules of a gate. */
  rules?: readonly string[]
}

/** Compares two releases that consist of these runs, as `compareReleases` does, and judges the gate. */
export function buildComparison(
  runs: readonly Sides[],
  { base, head, rules, ...options }: Compared = {},
): Comparison {
  const comparison = compareReleases(
    {
      label: 'git:main',
      release: null,
      commit: 'f'.repeat(40),
      runs: runs.flatMap((one) => one.base ?? []),
      ...base,
    },
    {
      label: 'working tree',
      release: null,
      commit: null,
      runs: runs.flatMap((one) => one.head ?? []),
      ...head,
    },
    options,
  )
  return rules ? { ...comparison, gate: judgeGate(comparison, rules) } : comparison
}
