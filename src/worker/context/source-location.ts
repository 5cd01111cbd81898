import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceLocation } from '../../core/divergence/schema.ts'

const FRAME = /^at (?:.*? \((?<called>.+):(\d+):(\d+)\)|(?:async )?(?<bare>.+):(\d+):(\d+))$/
const FOREIGN = /^node:|[\\/]node_modules[\\/]|[\\/]vitest-replay[\\/]dist[\\/]/

/**
 * The first line of a stack that is the user's (not Node's, not a package's, not ours), its file relative to `root`;
 * `null` where the stack does not reach so far.
 */
export function sourceOf(stack: string | undefined, root: string): SourceLocation | null {
  if (stack === undefined) return null
  const key = `${root}\n${stack}`
  let source = known.get(key)
  if (source === undefined) {
    if (known.size === MAX_KNOWN) known.clear()
    known.set(key, (source = find(stack, root)))
  }
  return source
}

/** A loop calls from the same place again and again. */
const known = new Map<string, SourceLocation | null>()
const MAX_KNOWN = 100

function find(stack: string, root: string): SourceLocation | null {
  for (const text of stack.split('\n')) {
    const frame = FRAME.exec(text.trim())
    const place = frame?.groups!['called'] ?? frame?.groups!['bare']
    if (!frame || !place || FOREIGN.test(place)) continue
    const file = pathOf(place)
    if (file === null) continue
    const [line, column] = [Number(frame[2] ?? frame[5]), Number(frame[3] ?? frame[6])]
    return { file: relative(root, file).split(sep).join('/'), line, column }
  }
  return null
}

/**
 * Returns the path of a file on disk; `null` for anything else (`<anonymous>`, a virtual module),
 * which cannot be opened.
 */
function pathOf(place: string): string | null {
  const path = place.replace(/\?.*$/, '')
  if (path.startsWith('file://')) return fileURLToPath(path)
  return isAbsolute(path) ? path : null
}
