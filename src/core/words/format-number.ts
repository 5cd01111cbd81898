const UNKNOWN = 'unknown'
const NONE = 'none'

/**
 * Prints a share of 0 to 1 with up to three decimals, rounded down. Only all is `1`, and only nothing is `0`.
 *
 * @example
 * formatRatio(0.9996) // '0.999'
 */
export function formatRatio(share: number | null): string {
  if (share === null) return NONE
  const thousandths = Math.floor(share * 1000 + 1e-9)
  // Values beyond `0..1` are not expected, but a hand-written report may hold them.
  const shown =
    share < 1 && thousandths >= 1000 ? 999 : share > 0 && thousandths <= 0 ? 1 : thousandths
  return printed(shown / 1000)
}

/** Prints a score of 0 to 100 with one decimal, rounded down. Only all is `100`. */
export function formatScore(score: number | null): string {
  if (score === null) return NONE
  const tenths = Math.floor(score * 10 + 1e-9)
  return printed((score < 100 && tenths >= 1000 ? 999 : score > 0 && tenths <= 0 ? 1 : tenths) / 10)
}

/** Prints an amount in USD: cents from one dollar on, three digits below. An unknown price is never 0. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return UNKNOWN
  if (usd === 0) return '$0'
  const size = Math.abs(usd)
  const sign = usd < 0 ? '-' : ''
  if (size >= 1) {
    const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    return `${sign}$${size.toLocaleString('en-US', cents)}`
  }
  const decimals = Math.min(20, 2 - Math.floor(Math.log10(size)))
  return `${sign}$${size.toFixed(decimals).replace(/(\.\d\d\d*?)0+$/, '$1')}`
}

/** Prints milliseconds in the unit that suits them. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return UNKNOWN
  if (ms < 1) return `${formatShort(ms, 2)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${formatShort(ms / 1000, ms < 10_000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** Prints a whole number with its thousands apart. */
export function formatCount(count: number | null): string {
  return count === null ? UNKNOWN : printed(Math.round(count))
}

/** Prints a number with at most so many decimals; one that is not 0 is not printed as 0. */
export function formatShort(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals))
  return printed(rounded === 0 ? Number(value.toPrecision(1)) : rounded)
}

function printed(value: number): string {
  // Adding 0 makes 0 of -0, which has a sign in print.
  return (value + 0).toLocaleString('en-US', { maximumFractionDigits: 20 })
}
