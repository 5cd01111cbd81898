import { referenceKey, type Contents } from '../../core/report/contents/contents.ts'
import { createUnpacker, type Unpack } from '../../core/report/contents/unpack-contents.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { digestRun, type RunDigest } from '../../core/report/split-report.ts'
import type { JsonValue } from '../../core/json.ts'
import { identityOf } from './followed-runs.ts'
import { reasonsOf, type AttentionReason } from './reasons.ts'
import type { ReadReport, ReportPieces } from './read-report.ts'

/** The parts of a report that its runs need. */
export interface ReportSource {
  release: string | null
  contents: Contents
  unpack: Unpack
  /** The text of a part that is offered as a file. */
  file(packed: JsonValue): Promise<string>
}

/** A run with the facts that the list of runs shows and sorts by. */
export interface LoadedRun {
  /** Its id in addresses, with a number appended where another has the same. */
  id: string
  /** Without its actions until it is opened. */
  run: RunReport
  digest: RunDigest
  /** The index of its report among those that are open. */
  report: number
  source: ReportSource
  startedAt: number | null
  /** The time the agent took, in milliseconds: recorded times where there are any. */
  duration: number
  cost: number | null
  /** Successful actions / all actions; `null` where there are none. */
  successRate: number | null
  release: string | null
  /** The reasons for which it needs attention; empty where it needs none. */
  reasons: AttentionReason[]
  /** The text for free search, in lower case. */
  text: string
  /** The progress of a run that goes on; `null` for one that has ended. */
  progress: { done: number; of: number | null } | null
  /** Reads the whole run; `null` where it is loaded. */
  open: (() => Promise<LoadedRun>) | null
}

/** All runs of the reports that are open. */
export function collectRuns(reports: readonly ReadReport[]): LoadedRun[] {
  const taken = new Map<string, number>()
  const idOf = (run: RunReport) => {
    const id = wellFormed(run.runId)
    const times = (taken.get(id) ?? 0) + 1
    taken.set(id, times)
    return times === 1 ? id : `${id}~${times}`
  }
  const shown = hideReplaced(reports)
  return reports.flatMap((read, report) => {
    const isShown = (run: RunReport) => shown(read, run)
    const runs =
      read.kind === 'whole' ? wholeRuns(read, idOf, isShown) : splitRuns(read, idOf, isShown)
    for (const loaded of runs) loaded.report = report
    return runs
  })
}

/** Hides the runs of reports that another one replaces, as it follows them. */
function hideReplaced(reports: readonly ReadReport[]) {
  const live = reports.find((read) => read.kind === 'whole' && read.replaces !== undefined)
  const replaced = live?.kind === 'whole' ? live.replaces : undefined
  return (read: ReadReport, run: RunReport) =>
    replaced === undefined || read === live || !replaced.has(identityOf(run))
}

function wholeRuns(
  { report, pieces, live }: Extract<ReadReport, { kind: 'whole' }>,
  idOf: (run: RunReport) => string,
  isShown: (run: RunReport) => boolean,
): LoadedRun[] {
  const source = sourceOf(report.release.id, report.contents ?? {}, pieces)
  return report.runs.filter(isShown).map((run) => {
    const recorded = live?.get(run)
    const progress = recorded === undefined ? null : { done: run.actions.length, of: recorded }
    return describe(idOf(run), run, digestRun(run), source, progress)
  })
}

function splitRuns(
  { head, pieces }: Extract<ReadReport, { kind: 'split' }>,
  idOf: (run: RunReport) => string,
  isShown: (run: RunReport) => boolean,
): LoadedRun[] {
  const places = new Map<number, number>()
  const sources = new Map<number, ReportSource>()
  const empty = sourceOf(head.release.id, {}, pieces)
  return head.heads.flatMap(({ run, digest, part: index }) => {
    const place = places.get(index) ?? 0
    places.set(index, place + 1)
    if (!isShown(run)) return []
    const loaded = describe(idOf(run), run, digest, empty)
    loaded.open = async () => {
      const { runs, contents } = await pieces.part(index)
      let source = sources.get(index)
      if (!source) sources.set(index, (source = sourceOf(head.release.id, contents, pieces)))
      return { ...loaded, run: runs[place]!, source, open: null }
    }
    return loaded
  })
}

function sourceOf(
  release: string | null,
  contents: Contents,
  pieces: ReportPieces | null,
): ReportSource {
  const file = async (packed: JsonValue): Promise<string> => {
    const key = referenceKey(packed)
    const isElsewhere = key !== null && !Object.hasOwn(contents, key)
    const text = isElsewhere && pieces ? await pieces.file(key) : createUnpacker(contents)(packed)
    if (typeof text !== 'string') throw new Error('it is no text')
    return text
  }
  return { release, contents, unpack: createUnpacker(contents), file }
}

/** @note Half a surrogate pair is not allowed in an address. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

function describe(
  id: string,
  run: RunReport,
  digest: RunDigest,
  source: ReportSource,
  progress: LoadedRun['progress'] = null,
): LoadedRun {
  const started = Date.parse(run.startedAt)
  const release = source.release ?? run.recordedRelease
  const { name, runId, test, agent, workflow, cassette, error, tags } = run
  const searched = [
    name,
    runId,
    test.file,
    test.fullName,
    agent,
    workflow,
    cassette,
    error,
    release,
  ]
  const reasons = progress ? [] : reasonsOf(run)
  return {
    id,
    run,
    digest,
    report: 0,
    source,
    startedAt: Number.isNaN(started) ? null : started,
    duration: run.recordedDurationMs ?? run.durationMs,
    cost: run.originalCostUsd,
    successRate: digest.actions === 0 ? null : digest.good / digest.actions,
    release,
    reasons,
    text: [...searched, ...tags, ...digest.models, ...reasons.map(({ text }) => text)]
      .join('\n')
      .toLowerCase(),
    progress,
    open: null,
  }
}
