import type { Json } from '../../../fixtures/projects/trajectories/script.ts'
import { isJsonObject } from '../../../src/core/json.ts'
import type { Random } from './random.ts'

/** Replaces one word or number of a text; puts a word at its end where it has none. */
export function changeText(text: string, random: Random): string {
  const words = [...text.matchAll(/[\p{L}\d]+/gu)]
  if (words.length === 0) return `${text} otherwise`
  const { 0: word, index } = random.pick(words)
  const other = /^\d{1,9}$/.test(word) ? String(Number(word) + 1) : otherThan(word)
  return text.slice(0, index) + other + text.slice(index + word.length)
}

function otherThan(word: string): string {
  return word === 'otherwise' ? 'differently' : 'otherwise'
}

/** Changes one text, number or truth value somewhere within a value. */
export function changeValue(value: Json, random: Random): Json {
  if (typeof value === 'string') return changeText(value, random)
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (value === null) return 'otherwise'
  if (Array.isArray(value)) {
    if (value.length === 0) return ['otherwise']
    const place = random.below(value.length)
    return value.map((entry, n) => (n === place ? changeValue(entry, random) : entry))
  }
  // The type of a part stays, and so do the ids by which the answer's parts are known.
  const keys = Object.keys(value).filter((key) => !/^(?:type|id|.*_id|mime.*)$/i.test(key))
  if (keys.length === 0) return { ...value, otherwise: true }
  const key = random.pick(keys)
  return { ...value, [key]: changeValue(value[key]!, random) }
}

/** Changes a word of what a message says; `null` where it says nothing in words. */
export function changeMessage(message: Json, random: Random): Json | null {
  if (typeof message === 'string') return changeText(message, random)
  if (Array.isArray(message)) {
    const changed = message.map((part) => changeMessage(part, random))
    const place = changed.findLastIndex((part) => part !== null)
    return place === -1 ? null : message.map((part, n) => (n === place ? changed[n]! : part))
  }
  if (!isJsonObject(message)) return null
  for (const key of ['content', 'parts', 'text']) {
    const within = message[key]
    const changed = within === undefined ? null : changeMessage(within, random)
    if (changed !== null) return { ...message, [key]: changed }
  }
  return null
}
