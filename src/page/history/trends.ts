import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import {
  formatCount,
  formatDuration,
  formatShort,
  formatRatio,
  formatScore,
  formatUsd,
} from '../../core/words/format-number.ts'

/** A number that is followed from release to release. */
export interface Trend {
  name: string
  /** The direction of an improvement. */
  better: 'higher' | 'lower'
  valueOf(entry: HistoryEntry): number | null
  print(value: number): string
}

const mean = (value: number) => formatShort(value, 2)

/** The followed numbers: the first four are drawn as lines, all of them are in the table. */
export const TRENDS: readonly Trend[] = [
  { name: 'Match rate', better: 'higher', valueOf: (e) => e.matchRate, print: formatRatio },
  { name: 'Determinism', better: 'higher', valueOf: (e) => e.determinism, print: formatScore },
  { name: 'Cost a run', better: 'lower', valueOf: (e) => e.costUsd, print: formatUsd },
  { name: 'Error rate', better: 'lower', valueOf: (e) => e.errorRate, print: formatRatio },
  { name: 'Tokens a run', better: 'lower', valueOf: (e) => e.tokens, print: formatCount },
  { name: 'Latency, p95', better: 'lower', valueOf: (e) => e.latencyP95Ms, print: formatDuration },
  { name: 'Repeated calls', better: 'lower', valueOf: (e) => e.repeatedToolCalls, print: mean },
]
