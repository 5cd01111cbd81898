import { formatUsd } from '../../../core/words/format-number.ts'

/** Prints an amount in USD within a sentence; an unknown one is named as such. */
export function renderAmount(usd: number | null): string {
  return usd === null ? 'an unknown amount' : formatUsd(usd)
}
