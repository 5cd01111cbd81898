import type { RunComparison, Verdict } from '../../../core/report/comparison-schema.ts'
import { DIVERGENCE_COLORS, type Color } from '../text/paint.ts'
import type { FoldedRun } from './fold-runs.ts'
import { nextStep } from '../../../core/words/next-step.ts'
import { runChanges } from './run-changes.ts'
import type { TerminalLines } from './terminal-lines.ts'
import { plural } from '../../../core/words/plural.ts'
import { listOf } from './verdict-words.ts'

const COLORS: Record<Verdict, Color | null> = {
  regressed: 'red',
  missing: 'red',
  changed: 'yellow',
  new: null,
  improved: 'green',
  equivalent: null,
  identical: null,
}

const MAX_SAME = 5

/** Adds a run with all its changes, and the names of the runs with the same changes. */
export function putRun(out: TerminalLines, { run, same }: FoldedRun): void {
  out.put('')
  putTitle(out, run)
  if (run.evidence !== null) out.put(`    evidence: ${run.evidence}, ${run.basis}`, 'dim')
  for (const { style, text } of runChanges(run))
    out.put(text === '' ? '' : `    ${text}`, DIVERGENCE_COLORS[style])
  if (same.length > 0) {
    const names = same.map(({ name }) => name.replace(/\s+/g, ' '))
    out.put(`    the same in ${plural(same.length, 'more run')}: ${listOf(names, MAX_SAME)}`)
  }
  const next = nextStep(run)
  if (!next) return
  out.put(`    ${next.what}:`, 'dim')
  out.putWhole(`      ${next.command}`, 'dim')
}

/** Adds the line of a run: verdict, project, name and file; after a rename, the former name too. */
export function putTitle(out: TerminalLines, run: RunComparison): void {
  const project = run.project === '' ? '' : `[${run.project}] `
  const name = run.name.replace(/\s+/g, ' ')
  out.put(`  ${run.verdict}  ${project}${name}  (${run.test.file})`, COLORS[run.verdict])
  if (run.renamedFrom)
    out.put(`    was ${run.renamedFrom.fullName} in ${run.renamedFrom.file}`, 'dim')
}
