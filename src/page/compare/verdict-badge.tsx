import type {
  MetricComparison,
  ReleaseNumbers,
  Verdict,
} from '../../core/report/comparison-schema.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import type { IconName } from '../parts/icon.tsx'

/** @note What is the same is not shown as good: it may be that nothing was replayed. */
const RUNS: Record<Verdict, [Tone, IconName]> = {
  regressed: ['bad', 'cross'],
  missing: ['bad', 'minus'],
  changed: ['warn', 'differ'],
  new: ['info', 'plus'],
  improved: ['good', 'up'],
  equivalent: ['plain', 'equal'],
  identical: ['plain', 'equal'],
}

/** The verdict of a run or of a release. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const [tone, icon] = RUNS[verdict] ?? ['plain', 'minus']
  return <Badge tone={tone} icon={icon} text={String(verdict)} />
}

type MetricVerdict = MetricComparison['verdict'] | ReleaseNumbers['verdict']

const NUMBERS: Record<MetricVerdict, [Tone, IconName, string]> = {
  regressed: ['bad', 'cross', 'regressed'],
  improved: ['good', 'up', 'improved'],
  unchanged: ['plain', 'equal', 'unchanged'],
  no_consistent_difference: ['plain', 'equal', 'no consistent difference'],
  not_evidence: ['plain', 'minus', 'not evidence'],
  unknown: ['plain', 'minus', 'unknown'],
}

/** The verdict of a metric. */
export function NumbersBadge({ verdict }: { verdict: MetricVerdict }) {
  const [tone, icon, text] = NUMBERS[verdict] ?? ['plain', 'minus', String(verdict)]
  return <Badge tone={tone} icon={icon} text={text} />
}
