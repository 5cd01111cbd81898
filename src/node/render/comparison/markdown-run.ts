import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import { markdownBlock, markdownCode } from '../../../core/words/escape-markdown.ts'
import type { FoldedRun } from './fold-runs.ts'
import { nextStep } from '../../../core/words/next-step.ts'
import { firstChange, runChanges } from './run-changes.ts'
import { plural } from '../../../core/words/plural.ts'
import { listOf } from './verdict-words.ts'

const MAX_LINES = 50
const MAX_SAME = 10
const MAX_LINE = 240
/** Bytes of all lines: one run must not take the room of all others. */
const MAX_BLOCK = 5000

/** A folded section for a run, with its first cause in the summary. */
export function markdownRun({ run, same }: FoldedRun): string {
  const change = firstChange(run)
  const cause = change === null ? '' : `: ${markdownCode(change, 100)}`
  const renamed = run.renamedFrom ? `, was ${markdownCode(run.renamedFrom.fullName, 80)}` : ''
  const more = same.length > 0 ? ` and ${plural(same.length, 'more run')}` : ''
  const summary = `<b>${run.verdict}</b> ${markdownCode(run.name, 80)}${more}${cause}`
  const project = run.project === '' ? '' : ` of project ${markdownCode(run.project, 60)}`
  const evidence =
    run.evidence === null ? [] : [`Evidence: ${run.evidence}, ${markdownCode(run.basis, 120)}.`]
  const next = nextStep(run)
  const names = same.map(({ name }) => markdownCode(name, 60))
  return [
    `<details><summary>${summary}</summary>`,
    '',
    `In ${markdownCode(run.test.file)}${project}${renamed}. ${evidence.join('')}`.trimEnd(),
    ...changesBlock(run),
    ...(same.length > 0 ? ['', `The same in ${listOf(names, MAX_SAME)}.`] : []),
    ...(next ? ['', `${capital(next.what)}:`, '', ...markdownBlock([next.command], 'sh')] : []),
    '',
    '</details>',
  ].join('\n')
}

function changesBlock(run: RunComparison): string[] {
  const changes = runChanges(run)
  if (changes.length === 0) return []
  const shown: string[] = []
  let room = MAX_BLOCK
  for (const { style, text } of changes.slice(0, MAX_LINES)) {
    // A language that GitHub colours by the first column.
    const mark = style === 'recorded' ? '-' : style === 'replayed' ? '+' : ' '
    const own = mark === ' ' ? text : text.replace(/^(\s*)[-+] /, '$1')
    const line = clip(`${mark} ${own}`)
    room -= Buffer.byteLength(line) + 1
    if (room < 0) break
    shown.push(line)
  }
  if (changes.length > shown.length) shown.push(`  ... ${changes.length - shown.length} more lines`)
  return ['', ...markdownBlock(shown, 'diff')]
}

function clip(text: string): string {
  const characters = [...text]
  return characters.length <= MAX_LINE ? text : `${characters.slice(0, MAX_LINE).join('')}\u2026`
}

export function capital(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}
