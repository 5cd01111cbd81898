import { isJsonObject, type JsonValue } from '../../json.ts'
import { referenceKey, THEN, type Contents } from '../../report/contents/contents.ts'

type Packed = JsonValue | undefined

/** Compares packed values of two reports without unpacking them. */
export type SamePacked = (a: Packed, b: Packed) => boolean

const known = new WeakMap<Contents, WeakMap<Contents, SamePacked>>()

/**
 * Compares what two reports have packed: each part of the one is compared with a part of the other once, however
 * many runs refer to it. Equal values that were packed differently count as different.
 */
export function samePacked(a: Contents, b: Contents): SamePacked {
  const ofA = known.get(a) ?? new WeakMap<Contents, SamePacked>()
  known.set(a, ofA)
  const same = ofA.get(b) ?? createSamePacked(a, b)
  ofA.set(b, same)
  return same
}

function createSamePacked(contentsA: Contents, contentsB: Contents): SamePacked {
  /** The part of the second report that equals a part of the first. */
  const equal = new Map<string, string>()
  const isOne = contentsA === contentsB

  return (left, right) => {
    const stack: Packed[] = [left, right]
    // Taken for equal until the whole is known: what refers to itself comes to an end.
    const assumed: string[] = []
    const compare = (): boolean => {
      while (stack.length > 0) {
        const b = stack.pop()
        const a = stack.pop()
        if (a === b) {
          if (isOne || typeof a !== 'object' || a === null) continue
        }
        if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
        if (Array.isArray(a) || Array.isArray(b)) {
          if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
          for (let at = 0; at < a.length; at++) stack.push(a[at], b[at])
          continue
        }
        const [keyA, keyB] = [referenceKey(a), referenceKey(b)]
        if (keyA !== null || keyB !== null) {
          if (keyA === null || keyB === null) return false
          stack.push(a[THEN], b[THEN])
          if (equal.get(keyA) === keyB) continue
          if (!Object.hasOwn(contentsA, keyA) || !Object.hasOwn(contentsB, keyB)) return false
          if (!equal.has(keyA)) {
            equal.set(keyA, keyB)
            assumed.push(keyA)
          }
          stack.push(contentsA[keyA], contentsB[keyB])
          continue
        }
        if (!pushFields(a, b, stack)) return false
      }
      return true
    }
    if (compare()) return true
    for (const key of assumed) equal.delete(key)
    return false
  }
}

function pushFields(a: { [key: string]: JsonValue }, b: JsonValue, stack: Packed[]): boolean {
  if (!isJsonObject(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false
    stack.push(a[key], b[key])
  }
  return true
}
