import type { RunOptions } from './run-options.ts'

type Refuse = (field: string, reason: string, remedy: string) => never

/** More would be a test of endurance. */
const MAX_REPLAYS = 100

/** Refuses what is wrong with the options around determinism. */
export function checkDeterminismOptions(options: RunOptions<never>, refuse: Refuse): void {
  const { replays, environment, freeze, waive, thresholds } = options
  const score = (thresholds || undefined)?.determinism
  if (score !== undefined && !(score >= 0 && score <= 100))
    refuse('thresholds.determinism', `is ${String(score)}`, 'Give a score from 0 to 100')
  if (
    replays !== undefined &&
    !(Number.isInteger(replays) && replays >= 0 && replays <= MAX_REPLAYS)
  )
    refuse('replays', `is ${String(replays)}`, `Give a whole number from 0 to ${MAX_REPLAYS}`)
  if (environment !== undefined && typeof environment !== 'boolean')
    refuse('environment', `is ${String(environment)}`, 'Write environment: false to turn it off')
  if (freeze !== undefined) checkFreeze(freeze, refuse)
  if (waive !== undefined) checkWaivers(waive, refuse)
}

function checkFreeze(freeze: NonNullable<RunOptions['freeze']>, refuse: Refuse): void {
  if (typeof freeze !== 'object' || freeze === null)
    refuse('freeze', 'is no object', "Write freeze: { clock: '2026-01-01T12:00:00Z' }")
  for (const key of Object.keys(freeze)) {
    if (!['clock', 'random', 'timezone'].includes(key))
      refuse(`freeze.${key}`, 'does not exist', 'Use clock, random or timezone')
  }
  const { clock, random, timezone } = freeze
  if (clock !== undefined && clock !== true && Number.isNaN(new Date(clock).getTime()))
    refuse('freeze.clock', 'is no time', 'Give a Date, an ISO 8601 text, milliseconds, or true')
  if (random !== undefined && random !== true && !Number.isFinite(random))
    refuse('freeze.random', 'is no seed', 'Give a number, or true')
  if (timezone !== undefined && !isTimeZone(timezone))
    refuse('freeze.timezone', `is ${String(timezone)}`, "Give an IANA name such as 'Europe/Berlin'")
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function checkWaivers(waive: NonNullable<RunOptions['waive']>, refuse: Refuse): void {
  if (!Array.isArray(waive))
    refuse('waive', 'is no list', "Write waive: [{ finding: 'timestamp', reason: '...' }]")
  for (const [at, waiver] of waive.entries()) {
    const { finding, reason } = waiver
    if (typeof finding !== 'string' || finding === '')
      refuse(`waive[${at}].finding`, 'is missing', "Give a type or a cause, such as 'timestamp'")
    if (typeof reason !== 'string' || reason.trim() === '')
      refuse(`waive[${at}].reason`, 'is missing', 'Say why it is accepted: the report shows it')
  }
}
