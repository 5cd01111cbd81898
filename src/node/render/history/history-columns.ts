import {
  formatCount,
  formatDuration,
  formatRatio,
  formatScore,
  formatShort,
  formatUsd,
} from '../../../core/words/format-number.ts'
import type { HistoryEntry } from '../../../core/report/comparison-schema.ts'

/** A number of a release, as a history shows it. */
export interface HistoryColumn {
  name: string
  /** The heading of its column in a table. */
  heading: string
  read(entry: HistoryEntry): number | null
  print(value: number): string
  /** Gives it a line of its own among the trends. */
  isTrend: boolean
}

/** The numbers of a history, in the order in which they are shown; where room is short, the last ones are left out first. */
export const HISTORY_COLUMNS: readonly HistoryColumn[] = [
  {
    name: 'match rate',
    heading: 'match rate',
    read: ({ matchRate }) => matchRate,
    print: formatRatio,
    isTrend: true,
  },
  {
    name: 'determinism',
    heading: 'determinism',
    read: ({ determinism }) => determinism,
    print: formatScore,
    isTrend: true,
  },
  {
    name: 'cost a run',
    heading: 'cost a run',
    read: ({ costUsd }) => costUsd,
    print: formatUsd,
    isTrend: true,
  },
  {
    name: 'error rate',
    heading: 'error rate',
    read: ({ errorRate }) => errorRate,
    print: formatRatio,
    isTrend: true,
  },
  {
    name: 'tokens a run',
    heading: 'tokens',
    read: ({ tokens }) => tokens,
    print: formatCount,
    isTrend: false,
  },
  {
    name: 'latency p95',
    heading: 'latency p95',
    read: ({ latencyP95Ms }) => latencyP95Ms,
    print: formatDuration,
    isTrend: false,
  },
  {
    name: 'repeated tool calls',
    heading: 'repeated calls',
    read: ({ repeatedToolCalls }) => repeatedToolCalls,
    print: (value) => formatShort(value, 2),
    isTrend: false,
  },
]

/** A number for a cell of a table; what is not known is a gap, never 0. */
export function printCell({ read, print }: HistoryColumn, entry: HistoryEntry): string {
  const value = read(entry)
  return value === null ? '-' : print(value)
}
