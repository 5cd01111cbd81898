import type { RowReference } from '../../report/comparison-codes.ts'
import type { JudgedComparison, MetricFacts } from '../../report/comparison-facts.ts'
import { weighMetrics } from '../numbers/weigh-metrics.ts'

/** A row of a comparison with the reference that finds it again. */
export interface ReferencedRow {
  row: MetricFacts
  reference: RowReference
}

/** Lists the rows of the release's tables: over its runs, and over its critical ones. */
export function releaseRows({ numbers, critical }: JudgedComparison): ReferencedRow[] {
  return [
    ...referenced(numbers.metrics, 'numbers'),
    ...referenced(critical?.metrics ?? [], 'critical'),
  ]
}

/** Lists the rows that bring about the verdict of their table. */
export function decisiveRows({ numbers, critical }: JudgedComparison): ReferencedRow[] {
  const ofTable = (rows: readonly MetricFacts[], table: RowReference['table']) => {
    const { verdict } = weighMetrics(rows)
    return referenced(rows, table).filter(({ row }) => row.verdict === verdict)
  }
  return [...ofTable(numbers.metrics, 'numbers'), ...ofTable(critical?.metrics ?? [], 'critical')]
}

/** Lists the rows of a segment. */
export function segmentRows({
  by,
  value,
  metrics,
}: JudgedComparison['segments'][number]): ReferencedRow[] {
  return referenced(metrics, by, value)
}

function referenced(
  rows: readonly MetricFacts[],
  table: RowReference['table'],
  value: string | null = null,
): ReferencedRow[] {
  return rows.map((row) => {
    const { metric, basis } = row
    return { row, reference: { table, value, metric, evidence: basis.evidence } }
  })
}
