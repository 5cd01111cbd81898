import type { PassComparison } from '../../report/passes-schema.ts'
import { passHat, type TakeCount } from '../../statistics/pass-hat.ts'
import { evidenceOf } from '../pairing/evidence.ts'
import type { RunPair } from '../pairing/pair-runs.ts'
import type { Recording } from '../runs/performed-run.ts'
import { executionFacts } from './execution-facts.ts'

/** Each k of pass^k. */
const IN_A_ROW = [1, 2, 4, 8]

/**
 * Compares how dependable two releases are: pass^k over the runs with at least k takes on both sides. Nothing where no run
 * has several takes.
 */
export function comparePasses(pairs: readonly RunPair[]): PassComparison[] {
  const counted = pairs
    .filter((pair) => evidenceOf(pair) === 'takes')
    .map(({ base, head }) => ({
      base: countTakes(base!.recordings),
      head: countTakes(head!.recordings),
    }))
  return IN_A_ROW.flatMap((k) => {
    const both = counted.filter(({ base, head }) => Math.min(base.takes, head.takes) >= k)
    const side = (name: 'base' | 'head') => {
      const found = passHat(
        both.map((counts) => counts[name]),
        k,
      )
      return found && { value: found.value, interval: found.interval }
    }
    const [base, head] = [side('base'), side('head')]
    return base && head ? [{ k, runs: both.length, base, head }] : []
  })
}

/** @note A take of which it is not known how it ended is no take. */
function countTakes(recordings: readonly Recording[]): TakeCount {
  const ends = recordings
    .map((recording) => executionFacts(recording).failed)
    .filter((failed) => failed !== null)
  return { takes: ends.length, succeeded: ends.filter((failed) => !failed).length }
}
