import { readFileSync } from 'node:fs'

/** Lines at the start and at the end that a preview keeps. */
const FIRST = 50
const LAST = 20

/** Reads the preview of a file that a program has made; `null` where it has not. */
export function readArtefact(path: string): string | null {
  try {
    return shortened(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Keeps the first 50 and the last 20 lines of a text. */
function shortened(text: string): string {
  const lines = text.split('\n')
  const left = lines.length - FIRST - LAST
  if (left <= 0) return text
  return [...lines.slice(0, FIRST), `... ${left} more lines ...`, ...lines.slice(-LAST)].join('\n')
}
