// The parts of compiled checks: they agree with zod about what is valid, and say nothing about what is not.

/** Decides whether a value is valid. */
export type Check = (value: unknown) => boolean

export const anything: Check = () => true
export const string: Check = (value) => typeof value === 'string'
export const number: Check = (value) => Number.isFinite(value)
export const integer: Check = (value) => Number.isSafeInteger(value)
export const boolean: Check = (value) => typeof value === 'boolean'

/** Accepts one of some values. */
export function oneOf(...values: unknown[]): Check {
  return (value) => values.includes(value)
}

/** Accepts texts of a least length. */
export function minLength(least: number): Check {
  return (value) => (value as string).length >= least
}

/** Accepts texts that match a pattern without flags. */
export function matching(pattern: RegExp): Check {
  return (value) => pattern.test(value as string)
}

/** Accepts numbers within limits. */
export function within(limits: {
  min?: number
  above?: number
  max?: number
  below?: number
}): Check {
  const { min = -Infinity, above = -Infinity, max = Infinity, below = Infinity } = limits
  return (value) => {
    const number = value as number
    return number >= min && number > above && number <= max && number < below
  }
}

/** Accepts what all checks accept; the later ones rely on the earlier. */
export function all(...checks: Check[]): Check {
  return (value) => checks.every((check) => check(value))
}

/** Accepts what one of the checks accepts. */
export function either(...checks: Check[]): Check {
  return (value) => checks.some((check) => check(value))
}

/** Accepts a value that may be left out. */
export function optional(check: Check): Check {
  return (value) => value === undefined || check(value)
}

/** Accepts `null`, too. */
export function nullable(check: Check): Check {
  return (value) => value === null || check(value)
}

/** Accepts what a check accepts that asks itself about parts of the value. */
export function recursive(make: (self: Check) => Check): Check {
  const check: Check = make((value) => check(value))
  return check
}

/** Accepts arrays of a fixed length. */
export function tuple(...checks: Check[]): Check {
  return (value) =>
    Array.isArray(value) &&
    value.length === checks.length &&
    checks.every((check, index) => check(value[index]))
}

/** Accepts arrays. */
export function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return false
    // Not `every`: it leaves out the holes of an array.
    for (let index = 0; index < value.length; index++) if (!check(value[index])) return false
    return true
  }
}

/** Accepts the same objects as zod does for a record: none of a class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { constructor } = value
  if (typeof constructor !== 'function') return true
  const prototype: unknown = constructor.prototype
  return (
    typeof prototype === 'object' && prototype !== null && Object.hasOwn(prototype, 'isPrototypeOf')
  )
}

/** Accepts plain objects by their values. */
export function record(check: Check): Check {
  return (value) =>
    isPlain(value) &&
    // zod leaves `__proto__` out: JSON makes it a field like any other.
    Object.entries(value).every(([key, one]) => key === '__proto__' || check(one))
}

/** Accepts objects with these fields and no others. */
export function object(fields: Record<string, Check>): Check {
  const known = Object.entries(fields)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    for (const key in value) if (!Object.hasOwn(fields, key)) return false
    return known.every(([key, check]) => check((value as Record<string, unknown>)[key]))
  }
}
