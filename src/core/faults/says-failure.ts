import type { JsonValue } from '../json.ts'

/** Words by which a text says that something did not work. */
const WORDS =
  /\b(errors?|fail(s|ed|ure)?|sorry|unable|could ?n[o']t|can ?n[o']t|did ?n[o']t|un(available|known)|refus\w*|declin\w*|try again|time[ds]?[ -]?out|overloaded|rate.?limit\w*|incomplete|partial|interrupted|aborted|no (answer|result|response|data))\b/i

/** Names of fields that hold a failure. */
const FIELDS = /error|fail|refus|problem|warning|incomplete|degraded/i

/** Recognises an output that says that something failed, by what it holds and the recorded one does not. */
export function saysFailure(output: JsonValue, recorded: JsonValue | undefined): boolean {
  const before = new Map(leavesOf(recorded ?? null, ''))
  for (const [path, value] of leavesOf(output, '')) {
    if (before.has(path) && before.get(path) === value) continue
    if (typeof value === 'string' && WORDS.test(value)) return true
    if (value === false && before.get(path) === true) return true
    if (FIELDS.test(path) && value !== null && value !== false && value !== '') return true
  }
  return false
}

function* leavesOf(value: JsonValue, path: string): Generator<[path: string, leaf: JsonValue]> {
  if (typeof value !== 'object' || value === null) return yield [path, value]
  for (const [key, field] of Object.entries(value)) yield* leavesOf(field, `${path}.${key}`)
}
