import type { RowReference } from '../../report/comparison-codes.ts'
import type { Comparison, MetricComparison } from '../../report/comparison-schema.ts'
import { nameRowMetric } from '../metric-names.ts'
import { formatMetric, formatRelative } from '../format-metric.ts'

/** The tables of a comparison whose rows have their notes. */
export type DescribedTables = Pick<Comparison, 'numbers' | 'critical' | 'segments'>

/** Finds the row of a comparison that a reference names; `null` if there is none. */
export function findRow(tables: DescribedTables, reference: RowReference): MetricComparison | null {
  const { table, value, metric, evidence } = reference
  const rows =
    table === 'numbers' || table === 'critical'
      ? tables[table]?.metrics
      : tables.segments.find((segment) => segment.by === table && segment.value === value)?.metrics
  return rows?.find((row) => row.metric === metric && row.basis.evidence === evidence) ?? null
}

/** Prints the values of a row on both sides. */
export function describeValues({ metric, unit, base, head }: MetricComparison): string {
  return `${nameRowMetric(metric, metric)} ${formatMetric(base, unit)} -> ${formatMetric(head, unit)}`
}

/** Prints the values of a row on both sides, and their relative difference. */
export function describeChange(row: MetricComparison): string {
  const percent = row.relative === null ? '' : ` (${formatRelative(row.relative)})`
  return `${describeValues(row)}${percent}`
}
