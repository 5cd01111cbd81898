import { referenceKey, type Contents } from '../../core/report/contents/contents.ts'
import { createUnpacker, type Unpack } from '../../core/report/contents/unpack-contents.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { digestRun, type RunDigest } from '../../core/report/split-report.ts'
import type { JsonValue } from '../../core/json.ts'
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
  return reports.flatMap((read, report) => {
    const runs = read.kind === 'whole' ? wholeRuns(read, idOf) : splitRuns(read, idOf)
    for (const loaded of runs) loaded.report = report
    return runs
  })
}

function wholeRuns(
  { report, pieces }: Extract<ReadReport, { kind: 'whole' }>,
  idOf: (run: RunReport) => string,
): LoadedRun[] {
  const source = sourceOf(report.release.id, report.contents ?? {}, pieces)
  return report.runs.map((run) => describe(idOf(run), run, digestRun(run), source))
}

function splitRuns(
  { head, pieces }: Extract<ReadReport, { kind: 'split' }>,
  idOf: (run: RunReport) => string,
): LoadedRun[] {
  const places = new Map<number, number>()
  const sources = new Map<number, ReportSource>()
  const empty = sourceOf(head.release.id, {}, pieces)
  return head.heads.map(({ run, digest, part: index }) => {
    const place = places.get(index) ?? 0
    places.set(index, place + 1)
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

function describe(id: string, run: RunReport, digest: RunDigest, source: ReportSource): LoadedRun {
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
  const reasons = reasonsOf(run)
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
    open: null,
  }
}
