import { findCauses, type FoundCause } from '../../../core/words/diagnosis/find-causes.ts'
import { renderDiagnosis } from '../../../core/words/diagnosis/render-diagnosis.ts'
import { rerunCommand, type CommandPlace } from '../../../core/words/diagnosis/rerun-command.ts'
import type { RunReport } from '../../../core/report/schema.ts'
import { plural } from '../../../core/words/plural.ts'
import { styleDivergences, type StyledLine } from '../../../core/words/render-divergences.ts'
import { isTroubled, isUnstable } from './worst-first.ts'

/** The causes that several runs share, and the runs that they do not explain. */
export interface SharedCauses {
  shared: FoundCause[]
  rest: RunReport[]
}

/** Finds the causes that several of a report's runs share. A run that has another cause, too, is left to be shown by itself. */
export function shareCauses(runs: readonly RunReport[]): SharedCauses {
  const causes = findCauses(runs)
  const shared = causes.filter(({ runs: broken }) => broken.length > 1)
  const inShared = new Set(shared.flatMap(({ runs: broken }) => broken))
  const alone = new Set(causes.flatMap(({ runs: broken }) => (broken.length === 1 ? broken : [])))
  const isExplained = (run: RunReport) => inShared.has(run) && !alone.has(run) && !isUnstable(run)
  return { shared, rest: runs.filter((run) => isTroubled(run) && !isExplained(run)) }
}

const MAX_EVIDENCE = 12

/** Describes a shared cause: the sentence, the difference, the place, and one command for all of its runs. */
export function styleSharedCause(cause: FoundCause, place: CommandPlace = {}): StyledLine[] {
  const records = cause.kind === 'divergence' && cause.runs.every(({ mode }) => mode === 'replay')
  const command = rerunCommand(cause.runs, { ...place, records })
  const evidence = evidenceOf(cause)
  return [
    ...evidence.slice(0, MAX_EVIDENCE),
    ...(evidence.length > MAX_EVIDENCE
      ? [plain(`  ... ${plural(evidence.length - MAX_EVIDENCE, 'more line')} in the report`)]
      : []),
    plain(records ? 'where it is meant, record all anew:' : 'run all again:'),
    plain(`  ${command}`),
  ]
}

function evidenceOf(cause: FoundCause): StyledLine[] {
  return cause.kind === 'divergence'
    ? styleDivergences([cause.divergence])
    : renderDiagnosis(cause.diagnosis).map((text, at) =>
        at === 0 ? { style: 'cause', text } : plain(text),
      )
}

/** Names the runs of a cause in at most so many characters; the rest is counted. */
export function nameRuns({ runs }: FoundCause, room: number): string {
  const names: string[] = []
  let length = 0
  for (const { name } of runs) {
    const short = name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}\u2026`
    length += short.length + 2
    if (length > room && names.length > 0) break
    names.push(short)
  }
  const left = runs.length - names.length
  return `${names.join(', ')}${left > 0 ? `, and ${left} more` : ''}`
}

const MAX_NAME = 80

function plain(text: string): StyledLine {
  return { style: 'plain', text }
}
