import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const MOST_FILES = 50
const MOST_BYTES = 1024 * 1024

/**
 * Finds another recording of the same test file that has a call of a name; returns the name of its run. Files that cannot be
 * read tell nothing, nor do model calls: all runs of an agent make those.
 */
export function findRecordedCall(cassette: string, call: string): string | null {
  const folder = dirname(cassette)
  const wanted = `"name":${JSON.stringify(call)}`
  const others = namesIn(folder).filter((name) => name !== basename(cassette))
  for (const name of others.slice(0, MOST_FILES)) {
    const lines = linesOf(join(folder, name))
    const run = lines[0] === undefined ? null : nameOf(lines[0])
    const isAction = (line: string) =>
      line.includes('"kind":"action"') && line.includes(wanted) && !line.includes('"type":"llm"')
    if (run !== null && lines.slice(1).some(isAction)) return run
  }
  return null
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.cassette.jsonl'))
  } catch {
    return []
  }
}

function linesOf(path: string): string[] {
  try {
    return statSync(path).size > MOST_BYTES ? [] : readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}

function nameOf(header: string): string | null {
  try {
    const { name } = JSON.parse(header) as { name?: unknown }
    return typeof name === 'string' ? name : null
  } catch {
    return null
  }
}
