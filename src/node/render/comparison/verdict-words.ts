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

/** The rating of a comparison: `bad` asks the reader to act, `look` to look, `good` asks for nothing. */
export type Mood = 'bad' | 'look' | 'good'

/** Rates a comparison by its gate and its verdicts. A comparison with runs that nobody replayed is never `good`. */
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

/** Counts the runs that were not replayed, about whose behaviour nothing is known; `null` without any. */
export function describeUnreplayed({ unreplayed }: Comparison): string | null {
  if (unreplayed === 0) return null
  return `${plural(unreplayed, 'run was', 'runs were')} not replayed: nothing is known of what head's code does there`
}

/** Lists the runs that `describeUnreplayed` counts. */
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
