import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { JsonValue } from '../../core/json.ts'

/** Returns `true` where two replays differ in nothing but words that look drawn by chance. */
export function isDrawn(differences: readonly PathDifference[]): boolean {
  const words = differences.map(({ recorded, replayed }) =>
    wordsThatDiffer(textOf(recorded), textOf(replayed)),
  )
  return words.length > 0 && words.every((pairs) => pairs.length > 0 && pairs.every(areDrawn))
}

const WORDS = /[^\w-]+/

/** The words in which two texts differ; none where the texts do not have as many. */
function wordsThatDiffer(left: string, right: string): Array<[string, string]> {
  const [before, now] = [left.split(WORDS), right.split(WORDS)]
  if (before.length !== now.length) return []
  return before.flatMap((word, at): Array<[string, string]> =>
    word === now[at] ? [] : [[word, now[at]!]],
  )
}

/** No id that is to be unique is shorter. */
const SHORTEST = 8

/**
 * Two ids of one generator: as long, of letters and digits, and alike in few places. They vary while nothing else does, so
 * less has to show than in a value that a rule accepts.
 */
function areDrawn([left, right]: [string, string]): boolean {
  if (left.length !== right.length || left.length < SHORTEST) return false
  if (![left, right].every((word) => /[A-Za-z]/.test(word) && /[\dA-Z_-]/.test(word.slice(1))))
    return false
  let equal = 0
  for (let at = 0; at < left.length; at++) if (left[at] === right[at]) equal++
  return equal <= left.length * 0.4
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? '' : JSON.stringify(value)
}
