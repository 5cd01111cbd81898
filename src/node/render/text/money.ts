/** An amount in USD for people; what is unknown is not nothing. */
export function renderUsd(amount: number | null): string {
  if (amount === null) return 'an unknown amount'
  if (amount === 0) return '$0'
  return amount < 0.01 ? `$${amount.toPrecision(2)}` : `$${amount.toFixed(2)}`
}
