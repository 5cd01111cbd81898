import { diffArrays } from 'diff'

/** A stretch of a line; `changed` where only this side has it. */
export interface DiffPart {
  text: string
  changed: boolean
}

/** Words, with what belongs to them: a date, an amount, an id, a path is one token. */
const TOKEN =
  /\s+|[$\u20ac\u00a3#@]?[\p{L}\p{M}\p{N}_]+(?:[.,:/+@'\u2019-][\p{L}\p{M}\p{N}_]+)*%?|./gsu

const TIMEOUT_MS = 400

/** Splits a text into its tokens; together they are the text. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? []
}

/** Marks the tokens that differ between two lines; `null` where that takes too long. */
export function diffTokens(
  recorded: string,
  replayed: string,
): { before: DiffPart[]; after: DiffPart[] } | null {
  const changes = diffArrays(tokensOf(recorded), tokensOf(replayed), { timeout: TIMEOUT_MS })
  if (!changes) return null
  const part = (value: string[], changed: boolean) => ({ text: value.join(''), changed })
  return {
    before: changes.flatMap(({ value, added, removed }) => (added ? [] : [part(value, removed)])),
    after: changes.flatMap(({ value, added, removed }) => (removed ? [] : [part(value, added)])),
  }
}
