import { quantile } from 'simple-statistics'

/** The value below which a share of the values lies, such as 0.95 of them. */
export function percentile(values: readonly number[], share: number): number {
  return quantile([...values], share)
}
