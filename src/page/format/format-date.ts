const UNKNOWN = 'unknown'

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Prints a moment in full. */
export function formatDate(time: number | null): string {
  return time === null || Number.isNaN(time) ? UNKNOWN : DATE.format(time)
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
})

/** Prints a moment to the second. */
export function formatMoment(time: number): string {
  return Number.isNaN(time) ? UNKNOWN : MOMENT.format(time)
}

/** Prints how long ago a moment was, for a narrow column. */
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
