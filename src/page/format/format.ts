const UNKNOWN = 'unknown'

/** Formats milliseconds. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return UNKNOWN
  if (ms < 1) return ms === 0 ? '0 ms' : '<1 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** Formats US dollars; an unknown price is never 0. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return UNKNOWN
  if (usd === 0) return '$0'
  if (usd < 0.0001) return '<$0.0001'
  return `$${usd.toFixed(usd < 0.01 ? 4 : usd < 1 ? 3 : 2)}`
}

/** Formats a share from 0 to 1 as a percentage, rounded down, so that 100 % means all. */
export function formatShare(share: number | null): string {
  if (share === null) return 'none'
  const tenths = Math.floor(share * 1000 + 1e-9)
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)}%`
}

/** Formats a score from 0 to 100, rounded down. */
export function formatScore(score: number | null): string {
  return score === null ? 'none' : String(Math.floor(score * 10 + 1e-9) / 10)
}

export function formatCount(count: number | null): string {
  return count === null ? UNKNOWN : count.toLocaleString('en-US')
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Formats a moment with date and time. */
export function formatDate(time: number | null): string {
  return time === null || Number.isNaN(time) ? UNKNOWN : DATE.format(time)
}

/** Formats the age of a moment, for a narrow column. */
export function formatAge(time: number | null, now: number): string {
  if (time === null) return UNKNOWN
  const minutes = Math.floor((now - time) / 60_000)
  if (minutes < 0) return formatDate(time)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`
  const days = Math.floor(minutes / 60 / 24)
  return days <= 30 ? `${days} d ago` : DAY.format(time)
}
