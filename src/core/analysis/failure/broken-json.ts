import type { FailedError } from './failed-error.ts'

/** The parts of an answer of a model that may have been parsed. */
interface ParsedAnswer {
  text: string
  tools: readonly string[]
}

/** The piece of the text that V8 quotes: `Unexpected token 'h', ..."rates: h"... is not valid JSON`. */
const QUOTED = /(?:\.\.\.)?"([^]*?)"(?:\.\.\.)? is not valid JSON$/

/**
 * Returns `true` if what `JSON.parse` refused may come from one of the answers: it quotes a piece of one, or quotes nothing
 * while one of them is meant to be JSON and is none. A file or a database that holds broken JSON is no answer of a model.
 */
export function mayBeAnswer(
  { message }: Pick<FailedError, 'message'>,
  answers: readonly ParsedAnswer[],
): boolean {
  // Arguments of tools are texts of their own.
  if (answers.length === 0 || answers.some(({ tools }) => tools.length > 0)) return true
  const quoted = QUOTED.exec(message)?.[1]
  if (quoted) return answers.some(({ text }) => text.includes(quoted))
  return answers.some(({ text }) => /[[{]/.test(text) && mayBeParsed(text, positionIn(message)))
}

/** Returns `false` for JSON, and for what begins as JSON and breaks at another position. */
function mayBeParsed(text: string, position: number | null): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const own = positionIn((error as Error).message)
    const isWhole = /^\s*[[{]/.test(text)
    return !isWhole || own === null || position === null || own === position
  }
}

/** The position that V8 names, in Node 20 and newer. */
function positionIn(message: string): number | null {
  const found = /at position (\d+)/.exec(message)?.[1]
  return found === undefined ? null : Number(found)
}
