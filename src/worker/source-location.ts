import { fileURLToPath } from 'node:url'
import type { SourceLocation } from '../core/report/schema.ts'

const FRAME = /\(?((?:file:\/\/)?[^\s()]+):(\d+):(\d+)\)?$/

/** The first line of a stack that is the user's: not Node's, not a package's, not ours. */
export function sourceOf(stack: string | undefined): SourceLocation | null {
  for (const line of stack?.split('\n') ?? []) {
    const frame = FRAME.exec(line.trim())
    if (!frame || /node:|[\\/]node_modules[\\/]|<anonymous>|vitest-replay[\\/]dist/.test(frame[1]!))
      continue
    const file = frame[1]!.startsWith('file://') ? fileURLToPath(frame[1]!) : frame[1]!
    return { file: file.replace(/\?.*$/, ''), line: Number(frame[2]), column: Number(frame[3]) }
  }
  return null
}
