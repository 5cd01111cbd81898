import { isPacked } from './look-at-texts.ts'
import type { LookAtPart } from './sighting.ts'

const LONG_DECIMAL = /(?<![\w.])-?\d+\.\d{14,}(?!\w|\.\d)/g

/** Finds the rounding errors of sums: 0.30000000000000004. */
export const lookAtNumbers: LookAtPart = ({ value, inVector }) => {
  if (inVector || (typeof value === 'string' && isPacked(value))) return []
  const texts = typeof value === 'number' ? [String(value)] : (value.match(LONG_DECIMAL) ?? [])
  return texts.filter(isDusty).map((text) => ({
    type: 'floating_point',
    severity: 'medium',
    cause: 'unknown',
    value: text,
    observation: { code: 'rounding_error' },
    remedy: 'floating_point',
  }))
}

/** Recognises the rounding error of a sum: a number of few digits but for its last ones. */
export function isDusty(text: string): boolean {
  const value = Number(text)
  if (!Number.isFinite(value) || String(value) !== text || /e/i.test(text)) return false
  const short = Number(value.toPrecision(15))
  const digits = String(Math.abs(short)).replace('.', '').replace(/^0+/, '').length
  return short !== value && digits <= 10
}
