import type { JsonValue } from '../json.ts'
import { mapStrings } from './map-strings.ts'
import type { Redactor } from './redactor-interface.ts'

/**
 * Replaces the secrets in the errors of a test, in place: their messages, stacks, differences, fields and causes. Within one
 * error a secret has one number.
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
    const trees: Array<[name: string, value: unknown]> = []
    for (const [name, value] of Object.entries(node) as Array<[string, unknown]>) {
      const isObject = typeof value === 'object' && value !== null
      // A cause is an error of its own.
      if (!(name === 'cause' && isObject) && isTree(value)) trees.push([name, value])
      else if (isObject) open.push(value)
    }
    const redacted = redactor.json(Object.fromEntries(trees) as Record<string, JsonValue>)
    for (const [name] of trees) replace(node, name, redacted[name])
  }
}

/** Maps every text in the errors of a test, in place. */
export function mapErrorTexts(errors: readonly object[], map: (text: string) => string): void {
  redactErrors(errors, { json: (value) => mapStrings(value, { string: map }) })
}

/** Returns `true` for a value without cycles. */
function isTree(value: unknown): boolean {
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
