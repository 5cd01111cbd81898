import type { JsonValue } from '../json.ts'
import { mapStrings } from './map-strings.ts'
import type { Redactor } from './redactor.ts'

/**
 * Replaces the secrets in the errors of a test, in place: their messages, stacks, differences, fields and causes.
 *
 * @param errors Errors as Vitest keeps them, already plain objects.
 */
export function redactErrors(errors: readonly object[], redactor: Pick<Redactor, 'json'>): void {
  const seen = new Set<object>()
  const open: object[] = [...errors]
  while (open.length > 0) {
    const node = open.pop()!
    if (seen.has(node)) continue
    seen.add(node)
    for (const [name, value] of Object.entries(node)) {
      const field = { [name]: value as unknown }
      if (!isTree(field)) {
        if (typeof value === 'object' && value !== null) open.push(value as object)
      } else replace(node, name, redactor.json(field)[name])
    }
  }
}

/** Maps every text in the errors of a test, in place. */
export function mapErrorTexts(errors: readonly object[], map: (text: string) => string): void {
  redactErrors(errors, { json: (value) => mapStrings(value, { string: map }) })
}

/** Returns `true` for a value without cycles. */
function isTree(value: unknown): value is Record<string, JsonValue> {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

function replace(node: object, name: string, value: unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(node, name)
  if (descriptor?.writable && descriptor.value !== value) Object.assign(node, { [name]: value })
}
