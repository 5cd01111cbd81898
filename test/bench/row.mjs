import { median } from './child.mjs'

/** Of one value alone nothing is known of how far another would lie from it. */
const UNKNOWN_SPREAD = 0.1
/** Two rounds may agree by chance: no two runs of the bench are nearer to each other than this. */
const LEAST_SPREAD = 0.05

/**
 * A row of the table of limits: the median of what was measured, how far the rounds lie apart, and the most that is allowed.
 *
 * @param options.target Absent where the value is shown only.
 * @param options.exact The value does not vary: a size.
 */
export function row(what, values, { target = null, unit, exact = false }) {
  const value = median(values)
  const size = Math.abs(value)
  const apart = Math.max(...values) - Math.min(...values)
  const spread = values.length === 1 ? size * UNKNOWN_SPREAD : Math.max(apart, size * LEAST_SPREAD)
  return { what, value, spread: exact ? 0 : spread, target, unit }
}

export function verdictOf({ value, target }) {
  if (target === null) return ''
  return value <= target ? 'ok' : 'missed'
}

/** Ratios and sizes are the same on every machine, or nearly. */
const ANYWHERE = new Set(['x', ' %', ' MB', ' KB'])

/** The rows that are worse than those committed by more than their spread, or that are not there any more. */
export function regressions(rows, committed, { sameMachine }) {
  return committed.flatMap((before) => {
    const now = rows.find(({ what }) => what === before.what)
    if (!now) return [{ before, now: null }]
    if (!sameMachine && !ANYWHERE.has(before.unit)) return []
    return now.value > before.value + before.spread ? [{ before, now }] : []
  })
}

export const print = (value, unit) => `${Number(value.toFixed(2))}${unit}`
