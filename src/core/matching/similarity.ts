import { isJsonObject, jsonEqual, type JsonValue } from '../json.ts'
import type { Matchable } from './matchable.ts'

/** Measures the likeness of two requests of the same operation, 0 to 1; it ranks candidates, and never accepts one. */
export function similarity(a: Matchable, b: Matchable): number {
  return 0.9 * alike(a.body, b.body) + (a.url === b.url ? 0.1 : 0)
}

/** Measures the likeness of two JSON values, 0 to 1: by the share of like parts, and of texts by their common ends. */
export function alike(a: JsonValue, b: JsonValue): number {
  if (jsonEqual(a, b)) return 1
  if (typeof a === 'string' && typeof b === 'string') return alikeText(a, b)
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.max(a.length, b.length)
    let sum = 0
    for (let i = 0; i < Math.min(a.length, b.length); i++)
      sum += jsonEqual(a[i]!, b[i]!) ? 1 : alikeShallow(a[i]!, b[i]!)
    return sum / length
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    let sum = 0
    for (const key of keys) {
      if (Object.hasOwn(a, key) && Object.hasOwn(b, key)) sum += alike(a[key]!, b[key]!)
    }
    return sum / keys.size
  }
  return 0
}

function alikeShallow(a: JsonValue, b: JsonValue): number {
  if (!isJsonObject(a) || !isJsonObject(b)) return 0
  const keys = Object.keys(a)
  let same = 0
  for (const key of keys) {
    const left = a[key]!
    const right = Object.hasOwn(b, key) ? b[key]! : null
    if (jsonEqual(left, right)) same += 1
    else if (typeof left === 'string' && typeof right === 'string') same += alikeText(left, right)
  }
  return same / Math.max(keys.length, Object.keys(b).length, 1)
}

/** The share of the longer text that both begin or end with. */
function alikeText(a: string, b: string): number {
  const limit = Math.min(a.length, b.length)
  let start = 0
  while (start < limit && a.charCodeAt(start) === b.charCodeAt(start)) start++
  let end = 0
  while (
    end < limit - start &&
    a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)
  )
    end++
  return (start + end) / Math.max(a.length, b.length, 1)
}
