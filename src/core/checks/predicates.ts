// Conditions that no plain schema expresses. Compiled checks call them by name: every `refine` and `custom` of a schema
// that is compiled names one of these.

const tagOf = (value: unknown) => Object.prototype.toString.call(value)

/** Accepts any object, instances of classes and arrays included. */
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Accepts an object that holds an answer, and nothing else. */
export function isAnswer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const names = Object.keys(value)
  return names.length === 1 && (value as { answer?: unknown }).answer !== undefined
}

/** Accepts a `Date` of any realm that holds a time. */
export function isDate(value: unknown): boolean {
  return tagOf(value) === '[object Date]' && !Number.isNaN((value as Date).getTime())
}

/** Accepts a function. */
export function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

/** Accepts a `RegExp` of any realm. */
export function isRegExp(value: unknown): boolean {
  return tagOf(value) === '[object RegExp]'
}

/** Accepts what `new Date()` understands. */
export function isTime(value: string | number): boolean {
  return !Number.isNaN(new Date(value).getTime())
}

/** Accepts the name of a time zone that this Node knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Accepts a list of error classes. */
export function isErrorClasses(value: unknown): boolean {
  return Array.isArray(value) && value.every(isErrorClass)
}

function isErrorClass(value: unknown): boolean {
  if (typeof value !== 'function') return false
  const { prototype } = value as { prototype?: unknown }
  // A class of a test environment, such as jsdom, extends an Error of its own.
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    'message' in prototype &&
    'name' in prototype
  )
}

/** Accepts text with at least one character that is not white space. */
export function isNotBlank(text: string): boolean {
  return text.trim() !== ''
}

/** Accepts objects with the field `json`, whatever it holds. */
export function hasJson(value: object): boolean {
  return 'json' in value
}

/** Accepts padded base64. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

/** Checks that a source and its flags make a regular expression. */
export function isPattern({ source, flags }: { source: string; flags: string }): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp
  } catch {
    return false
  }
}
