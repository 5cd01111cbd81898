import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import { createUnpacker } from '../../core/report/contents.ts'
import type { JsonValue } from '../../core/json.ts'
import { attentionReasons } from './attention.ts'

/** A report that is open in this page. */
export interface LoadedReport {
  /** Where it came from: `this report`, or the name of the file. */
  name: string
  report: ReplayReport
  unpack(packed: JsonValue): JsonValue
}

/** A run with what the list of runs shows and sorts by. */
export interface LoadedRun {
  /** Its place in addresses: the run's id, told from another of the same name by a number. */
  id: string
  run: RunReport
  source: LoadedReport
  startedAt: number | null
  /** What the agent took: the recorded time where there is one. */
  duration: number
  cost: number | null
  /** Actions that ended well / all actions; `null` where there are none. */
  successRate: number | null
  release: string | null
  attention: string[]
  /** What free text is searched in, in lower case. */
  text: string
}

/** Opens a report. */
export function openReport(name: string, report: ReplayReport): LoadedReport {
  return { name, report, unpack: createUnpacker(report.contents ?? {}) }
}

/** All runs of the reports that are open. */
export function collectRuns(reports: readonly LoadedReport[]): LoadedRun[] {
  const taken = new Map<string, number>()
  return reports.flatMap((source) =>
    source.report.runs.map((run) => {
      const id = wellFormed(run.runId)
      const times = (taken.get(id) ?? 0) + 1
      taken.set(id, times)
      return loadRun(run, source, times === 1 ? id : `${id}~${times}`)
    }),
  )
}

/** @note Half a surrogate pair cannot stand in an address. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

function loadRun(run: RunReport, source: LoadedReport, id: string): LoadedRun {
  const started = Date.parse(run.startedAt)
  const models = new Set(run.actions.map((action) => action.model ?? ''))
  const good = run.actions.filter(
    ({ outcome }) => outcome === 'success' || outcome === 'replayed',
  ).length
  const release = source.report.release.id ?? run.recordedRelease
  return {
    id,
    run,
    source,
    startedAt: Number.isNaN(started) ? null : started,
    duration: run.recordedDurationMs ?? run.durationMs,
    cost: run.originalCostUsd,
    successRate: run.actions.length === 0 ? null : good / run.actions.length,
    release,
    attention: attentionReasons(run),
    text: [
      run.name,
      run.runId,
      run.test.file,
      run.test.fullName,
      run.agent,
      run.workflow,
      run.cassette,
      run.error,
      release,
      ...run.tags,
      ...models,
    ]
      .join('\n')
      .toLowerCase(),
  }
}
