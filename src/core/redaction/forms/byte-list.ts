import { latin1, latin1Text } from '../../bytes.ts'
import type { JsonObject, JsonValue } from '../../json.ts'

/** Shorter ones hold no secret. */
const SHORTEST = 8

/**
 * Replaces what the bytes hold that JSON has as numbers: those of `JSON.stringify(Buffer.from(text))`, and of a `Uint8Array`, an
 * object with the names 0, 1, 2. Anything else comes back as it is.
 *
 * @param replace Gets and returns a character for each byte.
 */
export function replaceByteList(
  node: JsonValue[] | JsonObject,
  replace: (bytes: string) => string,
): JsonValue[] | JsonObject {
  const bytes = bytesOf(node)
  if (!bytes) return node
  const before = latin1Text(bytes)
  const after = replace(before)
  if (after === before) return node
  const list = Array.from(latin1(after))
  return Array.isArray(node) ? list : Object.fromEntries(list.entries())
}

/** The bytes that JSON has as numbers, a character each; `undefined` for anything else. */
export function byteListText(node: JsonValue[] | JsonObject): string | undefined {
  const bytes = bytesOf(node)
  return bytes && latin1Text(bytes)
}

function bytesOf(node: JsonValue[] | JsonObject): Uint8Array | undefined {
  if (!isByte((node as JsonObject)['0'])) return undefined
  const names = Array.isArray(node) ? undefined : Object.keys(node)
  const values = Array.isArray(node) ? node : Object.values(node)
  if (values.length < SHORTEST || !values.every(isByte)) return undefined
  if (names?.some((name, at) => name !== String(at))) return undefined
  return Uint8Array.from(values as number[])
}

function isByte(value: JsonValue | undefined): boolean {
  return typeof value === 'number' && value >= 0 && value <= 255 && Number.isInteger(value)
}
