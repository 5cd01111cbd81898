import { unreplayedOf } from '../../../core/report/unreplayed.ts'
import {
  VERDICTS,
  type ComparedSide,
  type Comparison,
  type RunComparison,
} from '../../../core/report/comparison-schema.ts'
import { formatCount } from '../../../core/words/format-number.ts'
import { describeRates } from '../../../core/words/describe-rates.ts'
import { plural } from '../../../core/words/plural.ts'

/** How a comparison is marked at first sight. */
export type Mood = 'bad' | 'look' | 'good'

/** Whether a reader has to act, to look, or neither. Runs of which nothing is known are no good news. */
export function moodOf({ gate, verdict, unreplayed, numbers }: Comparison): Mood {
  if (gate?.passed === false || verdict === 'regressed' || verdict === 'missing') return 'bad'
  if (numbers.verdict === 'regressed') return 'bad'
  if (verdict === null || verdict === 'changed' || unreplayed > 0) return 'look'
  return 'good'
}

/** `7 runs: 1 regressed, 1 missing, 5 identical`. */
export function describeTotals({ runs, totals }: Comparison): string {
  const parts = VERDICTS.filter((verdict) => totals[verdict] > 0).map(
    (verdict) => `${formatCount(totals[verdict])} ${verdict}`,
  )
  return [plural(runs.length, 'run'), parts.join(', ')].filter((part) => part !== '').join(': ')
}

/** The comparison in one word or two. */
export function describeVerdict({ verdict, runs, unreplayed }: Comparison): string {
  if (verdict === null || runs.length === 0) return 'nothing to compare'
  const isQuiet = verdict === 'identical' || verdict === 'equivalent'
  return isQuiet && unreplayed > 0 ? `${verdict}, as far as is known` : verdict
}

/** No false green: what nobody replayed may do anything. */
export function describeUnreplayed({ unreplayed }: Comparison): string | null {
  if (unreplayed === 0) return null
  return `${plural(unreplayed, 'run was', 'runs were')} not replayed: nothing is known of what head's code does there`
}

/** The runs of that sentence: on both sides, and held together on no evidence, or left out by the tests. */
export function unreplayedRuns({ runs }: Pick<Comparison, 'runs'>): RunComparison[] {
  return runs.filter((run) => unreplayedOf(run) !== null)
}

/**
 * Describes a side by its runs and its rates: `release 1.2.0, 12 runs, 12 recordings, 3 replays, match rate 0.95`.
 */
export function describeSide(side: ComparedSide): string {
  const { release, commit, runs, recordings, replays } = side
  return [
    ...(release === null ? [] : [`release ${release}`]),
    ...(commit === null ? [] : [`commit ${commit.slice(0, 12)}`]),
    plural(runs, 'run'),
    plural(recordings, 'recording'),
    plural(replays, 'replay'),
    ...describeRates(side),
  ].join(', ')
}

/** The runs of a comparison's numbers: critical ones have numbers of their own. */
export function describeCounted({ critical }: Pick<Comparison, 'critical'>): string {
  return critical ? 'runs that are not critical' : 'all runs'
}

/** Worst first, whatever order they came in. */
export function worstRuns(runs: readonly RunComparison[]): RunComparison[] {
  return [...runs].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
}

/** The first of some names, and how many more there are. */
export function listOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown}, and ${formatCount(names.length - most)} more` : shown
}
