import type { RunCause } from '../../core/report/cause-schema.ts'
import type { Diagnosis } from '../../core/report/diagnosis-schema.ts'
import { reportCauses } from '../../core/words/diagnosis/find-causes.ts'
import { rerunCommand } from '../../core/words/diagnosis/rerun-command.ts'
import type { LoadedRun } from './loaded-run.ts'
import type { ReadReport } from './read-report.ts'
import { REASON_NAMES, titleOf, type AttentionReason } from './reasons.ts'
import { replayCommand } from './replay-command.ts'

/** A cause of failures, once however many runs it broke. */
export interface PageCause {
  /** Its place among the causes, for addresses. */
  key: string
  kind: 'divergence' | 'failure' | 'expectation'
  title: string
  paths: RunCause['paths']
  source: RunCause['source']
  frame: RunCause['frame'] | null
  /** Of a failure of the agent, in the first of its runs. */
  diagnosis: Diagnosis | null
  runs: LoadedRun[]
}

/** The causes of all open reports, those that broke most runs first. Every run that failed has one. */
export function collectCauses(
  reports: readonly ReadReport[],
  runs: readonly LoadedRun[],
): PageCause[] {
  const explained = new Set<LoadedRun>()
  const causes = reports.flatMap((read, report): Array<Omit<PageCause, 'key'>> => {
    const own =
      read.kind === 'whole'
        ? (read.report.causes ?? reportCauses(read.report.runs))
        : read.head.causes
    if (!own || own.length === 0) return []
    const byId = runsById(runs.filter((loaded) => loaded.report === report))
    return own.map((cause) => {
      const broken = [...new Set(cause.runs)].flatMap((id) => byId.get(id) ?? [])
      for (const loaded of broken) explained.add(loaded)
      const first = broken[0]?.run
      const diagnosis = first?.diagnosis?.statement === cause.statement ? first.diagnosis : null
      return {
        kind: diagnosis ? 'failure' : 'divergence',
        title: titleOf(cause.statement),
        paths: cause.paths,
        source: cause.source,
        frame: cause.frame ?? null,
        diagnosis,
        runs: broken,
      }
    })
  })
  const others = unexplained(runs.filter((loaded) => isFailure(loaded) && !explained.has(loaded)))
  return [...causes, ...others]
    .filter((cause) => cause.runs.length > 0)
    .sort((a, b) => b.runs.length - a.runs.length)
    .map((cause, index) => ({ ...cause, key: String(index + 1) }))
}

/** Returns `true` for a run that failed against its expectation. */
export function isFailure({ run, progress }: LoadedRun): boolean {
  return progress === null && run.status !== 'passed' && !run.expectedToFail
}

/** The one command that runs the tests of a cause again. */
export function commandOf({ runs }: PageCause): string {
  const [first, ...others] = runs
  if (!first) return ''
  if (others.length === 0) return replayCommand(first.run)
  return rerunCommand(
    runs.map(({ run }) => run),
    { records: false },
  )
}

/** @note A test that was tried again has several runs of one id: those that failed count. */
function runsById(runs: readonly LoadedRun[]): Map<string, LoadedRun[]> {
  const byId = new Map<string, LoadedRun[]>()
  for (const loaded of runs) {
    const same = byId.get(loaded.run.runId)
    if (same) same.push(loaded)
    else byId.set(loaded.run.runId, [loaded])
  }
  for (const [id, same] of byId) {
    const failed = same.filter(isFailure)
    if (failed.length > 0) byId.set(id, failed)
  }
  return byId
}

/** Groups runs that neither differ nor crashed by the expectation that they did not meet. */
function unexplained(runs: readonly LoadedRun[]): Array<Omit<PageCause, 'key'>> {
  const groups = new Map<string, LoadedRun[]>()
  for (const loaded of runs) {
    const kind = loaded.reasons[0]?.kind ?? 'test'
    const key = kind === 'test' ? `test ${loaded.reasons[0]?.text ?? ''}` : kind
    const group = groups.get(key)
    if (group) group.push(loaded)
    else groups.set(key, [loaded])
  }
  return [...groups.values()].map((group) => {
    const reason = group[0]!.reasons[0]
    const kind = reason?.kind ?? 'test'
    return {
      kind: 'expectation',
      title: group.length === 1 || kind === 'test' ? (reason?.text ?? '') : TITLES[kind],
      paths: [],
      source: group[0]!.run.errorSource ?? null,
      frame: null,
      diagnosis: null,
      runs: group,
    }
  })
}

const TITLES: Record<AttentionReason['kind'], string> = {
  ...REASON_NAMES,
  budget: 'Over budget',
  determinism: 'Less deterministic than wanted',
  match_rate: 'The match rate is too low',
  no_error: 'The agent was expected to throw, and did not',
  ran_away: 'The agent did not stop',
  blocked: 'A call was blocked: nothing was recorded that could answer it',
  cut_off: 'The run did not end',
  recording: 'The recording does not replay',
}
