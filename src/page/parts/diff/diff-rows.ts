import { structuredPatch } from 'diff'
import { plural } from '../../../core/words/plural.ts'
import { diffTokens, type DiffPart } from './tokens.ts'

/** A line of a diff; a `gap` replaces lines that are the same. */
export interface DiffRow {
  kind: 'same' | 'removed' | 'added' | 'gap'
  parts: DiffPart[]
}

const LONG = 200_000
const TIMEOUT_MS = 400

/**
 * The lines that differ between two texts, with their neighbours, and the words that differ in
 * changed lines.
 */
export function diffRows(recorded: string, replayed: string): DiffRow[] {
  const patch =
    recorded.length + replayed.length > LONG
      ? undefined
      : structuredPatch('', '', recorded, replayed, '', '', { context: 3, timeout: TIMEOUT_MS })
  if (!patch) return [...plain('removed', clip(recorded)), ...plain('added', clip(replayed))]
  const rows: DiffRow[] = []
  let next = 1
  for (const hunk of patch.hunks) {
    if (hunk.oldStart > next) rows.push(gap(hunk.oldStart - next))
    next = hunk.oldStart + hunk.oldLines
    rows.push(...hunkRows(hunk.lines.filter((line) => !line.startsWith('\\'))))
  }
  const rest = recorded.split('\n').length - next + (recorded.endsWith('\n') ? 0 : 1)
  if (rest > 0 && rows.length > 0) rows.push(gap(rest))
  return rows
}

function hunkRows(lines: string[]): DiffRow[] {
  const rows: DiffRow[] = []
  for (let at = 0; at < lines.length;) {
    const mark = lines[at]![0]
    if (mark === ' ') {
      rows.push(row('same', lines[at++]!.slice(1)))
      continue
    }
    const removed: string[] = []
    const added: string[] = []
    while (lines[at]?.[0] === '-') removed.push(lines[at++]!.slice(1))
    while (lines[at]?.[0] === '+') added.push(lines[at++]!.slice(1))
    rows.push(
      ...(removed.length === added.length
        ? changedRows(removed, added)
        : [
            ...removed.map((line) => row('removed', line)),
            ...added.map((line) => row('added', line)),
          ]),
    )
  }
  return rows
}

/** Lines that were changed one for one, with the words that differ. */
function changedRows(removed: string[], added: string[]): DiffRow[] {
  const before: DiffRow[] = []
  const after: DiffRow[] = []
  for (const [index, line] of removed.entries()) {
    const parts =
      line.length + added[index]!.length > 20_000 ? null : diffTokens(line, added[index]!)
    before.push(parts ? { kind: 'removed', parts: parts.before } : row('removed', line))
    after.push(parts ? { kind: 'added', parts: parts.after } : row('added', added[index]!))
  }
  return [...before, ...after]
}

function plain(kind: 'removed' | 'added', text: string): DiffRow[] {
  return text.split('\n').map((line) => row(kind, line))
}

function row(kind: DiffRow['kind'], text: string): DiffRow {
  return { kind, parts: [{ text, changed: false }] }
}

function gap(lines: number): DiffRow {
  return row('gap', `${plural(lines, 'line')} the same`)
}

function clip(text: string): string {
  return text.length <= 20_000
    ? text
    : `${text.slice(0, 20_000)}\n... ${text.length - 20_000} more characters`
}
