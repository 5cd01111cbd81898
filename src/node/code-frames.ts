import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { SourceLocation } from '../core/divergence/schema.ts'
import { createRedactor, type RedactionRules } from '../core/redaction/index.ts'
import type { CodeFrame, RunCause } from '../core/report/cause-schema.ts'

const AROUND = 2
const MOST_FRAMES = 50
const LONGEST_FILE = 1024 * 1024
const LONGEST_LINE = 200

/** Adds the lines of the user's code around the place of each cause, as far as the sources are at hand. */
export function addFrames(
  causes: readonly RunCause[],
  root: string,
  rules: RedactionRules,
): RunCause[] {
  if (causes.length === 0) return []
  const redactor = createRedactor(rules)
  return causes.map((cause, at) => {
    const frame = cause.source && at < MOST_FRAMES ? readFrame(root, cause.source) : null
    if (!frame) return cause
    return { ...cause, frame: { ...frame, lines: frame.lines.map((line) => redactor.text(line)) } }
  })
}

/** @note The path of a stack is not trusted: only what lies within the project is read. */
function readFrame(root: string, { file, line }: SourceLocation): CodeFrame | null {
  let text: string
  try {
    const path = realpathSync(resolve(root, file))
    if (!path.startsWith(`${realpathSync(root)}${sep}`) || statSync(path).size > LONGEST_FILE)
      return null
    text = readFileSync(path, 'utf8')
  } catch {
    // A stack may name what is no file, or one of another machine's.
    return null
  }
  const lines = text.split('\n')
  if (line < 1 || line > lines.length) return null
  const from = Math.max(1, line - AROUND)
  return {
    from,
    lines: lines
      .slice(from - 1, line + AROUND)
      .map((one) => (one.length > LONGEST_LINE ? `${one.slice(0, LONGEST_LINE)}\u2026` : one)),
  }
}
