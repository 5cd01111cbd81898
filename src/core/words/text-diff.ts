import { diffWordsWithSpace, structuredPatch } from 'diff'
import type { PathDifference } from '../divergence/differences/json-paths.ts'
import { diffLongLines } from './diff-long-lines.ts'

/** Marks what only one side has, in lines: `-` recorded, `+` replayed. */
export function diffText(recorded: string, replayed: string, maxLines: number): string[] {
  const lines =
    recorded.includes('\n') || replayed.includes('\n')
      ? diffLines(recorded, replayed)
      : diffWords(recorded, replayed)
  if (lines.length <= maxLines) return lines
  return [
    ...lines.slice(0, maxLines - 1),
    `  ... ${lines.length - maxLines + 1} more lines in the report`,
  ]
}

/** The shortest difference takes time that grows with its square: 50 s for 16,000 changed lines. */
const MAX_EDITS = 100

function diffLines(recorded: string, replayed: string): string[] {
  const patch = structuredPatch('', '', recorded, replayed, '', '', {
    context: 1,
    maxEditLength: MAX_EDITS,
  })
  if (!patch) return diffLongLines(recorded, replayed).map((line) => clip(line))
  return patch.hunks.flatMap((hunk) =>
    hunk.lines
      .filter((line) => !line.startsWith('\\'))
      .map((line) => `${line[0]} ${clip(line.slice(1))}`),
  )
}

/** One line a side; long stretches that are the same are left out. */
function diffWords(recorded: string, replayed: string): string[] {
  if (recorded.length + replayed.length > MAX_COMPARED)
    return [`- ${clip(recorded)}`, `+ ${clip(replayed)}`]
  let before = ''
  let after = ''
  const parts = diffWordsWithSpace(recorded, replayed)
  for (const [index, part] of parts.entries()) {
    const same =
      part.added || part.removed
        ? part.value
        : shorten(part.value, index === 0, index === parts.length - 1)
    if (!part.added) before += same
    if (!part.removed) after += same
  }
  return [`- ${before}`, `+ ${after}`]
}

/** Texts for which the words that differ are looked for, in characters of both sides. */
const MAX_COMPARED = 20_000

/** The stretches of words that differ, each as it was and as it is: words that stay the same between them are left out. */
export function changedWords(recorded: string, replayed: string): Array<[was: string, is: string]> {
  if (recorded.length + replayed.length > MAX_COMPARED) return [[recorded, replayed]]
  const changes: Array<[was: string, is: string]> = []
  let between: string | null = null
  for (const { added, removed, value } of diffWordsWithSpace(recorded, replayed)) {
    if (!added && !removed) {
      between = changes.length > 0 ? value : null
      continue
    }
    // A space or a comma that stays says nothing about where a change ends.
    const isSame = between === '' || (between !== null && !/[\p{L}\p{N}]/u.test(between))
    const last = isSame ? changes.pop()! : (['', ''] as [string, string])
    changes.push([
      last[0] + (isSame ? between : '') + (removed ? value : ''),
      last[1] + (isSame ? between : '') + (added ? value : ''),
    ])
    between = ''
  }
  return changes
}

const CONTEXT = 40

function shorten(text: string, first: boolean, last: boolean): string {
  const head = first ? 0 : CONTEXT
  const tail = last ? 0 : CONTEXT
  if (text.length <= head + tail + 10) return text
  return `${text.slice(0, head)}...${tail === 0 ? '' : text.slice(-tail)}`
}

function clip(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`
}

/** A difference in a few words: the path, and what surrounds the first change on either side. */
export function describeDifference({ path, recorded, replayed }: PathDifference): string {
  const [before, now] = [recorded, replayed].map((value) =>
    value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value),
  ) as [string | null, string | null]
  if (before === null || now === null) return path
  let start = 0
  while (start < before.length && before[start] === now[start]) start++
  const around = (text: string) => {
    const from = Math.max(0, start - 20)
    const part = text.slice(from, start + 30)
    return `"${from > 0 ? '...' : ''}${part}${start + 30 < text.length ? '...' : ''}"`
  }
  return `${path} (${around(before)} -> ${around(now)})`
}
