import { isClosed } from '../../../core/words/render-determinism.ts'
import type { RunReport } from '../../../core/report/schema.ts'

/** Accepts a run that did not pass, or that passed with a finding. */
export function isTroubled(run: RunReport): boolean {
  return (
    run.status !== 'passed' ||
    run.divergences.length > 0 ||
    run.receipt.blocked > 0 ||
    isUnstable(run)
  )
}

/** Accepts a run with a determinism finding that is neither waived nor explained. */
export function isUnstable({ determinism }: RunReport): boolean {
  return determinism !== null && !determinism.findings.every(isClosed)
}

/** Names the reason why a run that passed is listed. */
export function passedWith(run: RunReport): string {
  const isAlone = run.divergences.length === 0 && run.receipt.blocked === 0 && isUnstable(run)
  return isAlone ? 'passed, but is not deterministic' : 'passed with divergences'
}

/** Orders runs for readers: failed before interrupted before passed, then the lowest match rate, then the name. */
export function worstFirst(runs: readonly RunReport[]): RunReport[] {
  return [...runs].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.matchRate ?? 1) - (b.matchRate ?? 1) ||
      b.receipt.blocked - a.receipt.blocked ||
      (nameOf(a) < nameOf(b) ? -1 : 1),
  )
}

function rank(run: RunReport): number {
  if (run.status !== 'passed' && run.expectedToFail) return 3
  if (run.status === 'failed') return 0
  if (run.status === 'interrupted') return 1
  return isTroubled(run) ? 2 : 4
}

function nameOf(run: RunReport): string {
  return `${run.test.file}\n${run.name}\n${run.project}`
}
