import { FAILURE_CLASSES } from '../../analysis/failure/classes.ts'
import { firstTakePath } from '../../cassette/cassette-path.ts'
import { readRunValue } from '../../report/action-codec/read-omitted.ts'
import { type Contents } from '../../report/contents/contents.ts'
import { createUnpacker, type Unpack } from '../../report/contents/unpack-contents.ts'
import type { Outcome, ReplayReport, RunReport } from '../../report/schema.ts'
import { countRepeated, LazyRecording, LazyReplay, type RunParts } from './lazy-run.ts'
import type { PerformedRun, Recording, ReleaseRun, Replay } from './performed-run.ts'
import { PerformedInReport, RecordedInReport } from './reported-action.ts'
import { shownBy } from './shown-by.ts'

/** The parts of a report that its runs share. */
interface Reading {
  unpack: Unpack
  contents: Contents
  release: string | null
}

/** The runs of a report: all of them, as in its totals. Which attempts of a test count is decided when it is written. */
export function runsOfReport(report: ReplayReport): ReleaseRun[] {
  const { contents, release } = report
  const reading = { unpack: createUnpacker(contents), contents, release: release.id }
  const groups = new Map<string, RunReport[]>()
  for (const run of report.runs) {
    const key = JSON.stringify([run.project, run.test.file, run.test.fullName])
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return [...groups.values()].flatMap((runs) => runsOfTest(runs, reading))
}

/** A test may make several runs, of one cassette as well. */
function runsOfTest(runs: readonly RunReport[], reading: Reading): ReleaseRun[] {
  const first = runs.filter(({ take }) => take === undefined)
  const takes = runs.filter(({ take }) => take !== undefined).sort((a, b) => a.take! - b.take!)
  const pathOf = (run: RunReport) => firstTakePath(run.cassette)
  const orphans = takes.filter((take) => !first.some((run) => pathOf(run) === pathOf(take)))
  const alone = orphans.filter(
    (take, at) => orphans.findIndex((other) => pathOf(other) === pathOf(take)) === at,
  )
  return [...first, ...alone].map((run) => {
    const further = takes.filter((take) => take !== run && pathOf(take) === pathOf(run))
    return releaseRun(run, further, reading)
  })
}

function releaseRun(run: RunReport, takes: readonly RunReport[], reading: Reading): ReleaseRun {
  const isReplay = run.mode === 'replay'
  const recorded = isReplay ? replayedRecording(run, reading) : recordingOfRun(run, reading)
  return {
    identity: {
      project: run.project,
      file: run.test.file,
      fullName: run.test.fullName,
      cassette: firstTakePath(run.cassette),
    },
    name: run.name,
    agent: run.agent,
    workflow: run.workflow,
    tags: run.tags,
    get input() {
      return readRunValue(run.input, run.omitted, 'input', reading.unpack)
    },
    recordings: [
      ...(recorded ? [recorded] : []),
      ...takes.filter(({ mode }) => mode !== 'replay').map((take) => recordingOfRun(take, reading)),
    ],
    replay: isReplay ? replayOf(run, reading) : null,
  }
}

function replayOf(run: RunReport, reading: Reading): Replay {
  return new LazyReplay(
    {
      actions: () => performedIn(run, reading),
      end: () => endOf(run.finalOutput.replayed, run, reading, 'replayed'),
      ...signalsIn(run),
      from: { kind: 'report', part: 'performed', run, contents: reading.contents },
    },
    {
      recording: { recordedAt: run.recordedAt, release: run.recordedRelease },
      status: run.status,
      matchRate: run.matchRate,
      determinism: run.determinism?.score ?? null,
      divergences: run.divergences,
      volatile: run.volatile.length,
      tolerated: run.tolerated?.length ?? 0,
      changedResources: run.changedResources,
    },
  )
}

function performedIn(run: RunReport, { unpack }: Reading): PerformedInReport[] {
  const recorded = new Map(run.recordedActions.map((action) => [action.index, action]))
  return run.actions.map(
    (action) => new PerformedInReport(action, recorded.get(action.recorded ?? -1), unpack),
  )
}

function recordingOfRun(run: RunReport, reading: Reading): Recording {
  return new LazyRecording(
    {
      actions: () => performedIn(run, reading),
      end: () => endOf(run.finalOutput.recorded, run, reading, 'recorded'),
      ...signalsIn(run),
      from: { kind: 'report', part: 'performed', run, contents: reading.contents },
    },
    {
      ...recordingFacts(run, run.actions),
      release: run.recordedRelease ?? reading.release,
      status: run.status,
    },
  )
}

/** Reads the replayed recording as far as the report has it; `null` where the report names none. */
function replayedRecording(run: RunReport, reading: Reading): Recording | null {
  if (run.recordedAt === null) return null
  return new LazyRecording(
    {
      actions: () => {
        const actions = shownBy(run)
        return run.recordedActions.map(
          (action) => new RecordedInReport(action, actions.get(action.index), reading.unpack),
        )
      },
      end: () => endOf(run.finalOutput.recorded, run, reading, 'recorded'),
      // A replay that never left its recording stopped as that did, and called what that called.
      ...(run.divergences.length === 0 ? signalsIn(run) : {}),
      from: { kind: 'report', part: 'recorded', run, contents: reading.contents },
    },
    recordingFacts(run, run.recordedActions),
  )
}

/** @note A report tells of resources only whether they changed, and nothing of packages. */
function recordingFacts(
  run: RunReport,
  actions: ReadonlyArray<{ inputTokens: number | null; outputTokens: number | null; type: string }>,
) {
  const calls = actions.filter(({ type }) => type === 'llm')
  const tokens = calls.map(({ inputTokens, outputTokens }) =>
    inputTokens === null || outputTokens === null ? NaN : inputTokens + outputTokens,
  )
  const sum = tokens.reduce((total, count) => total + count, 0)
  return {
    runId: run.runId,
    recordedAt: run.recordedAt ?? run.startedAt,
    release: run.recordedRelease,
    resources: {},
    packages: {},
    costUsd: run.originalCostUsd,
    tokens: Number.isNaN(sum) ? null : sum,
    durationMs: run.recordedDurationMs,
  }
}

/** Older reports name other classes of failures, and no reason where a recording threw: theirs are drawn from the actions anew. */
function signalsIn({ signals }: RunReport): Pick<RunParts, 'signals'> {
  const { stop_reason, error_class } = signals
  const isCurrent =
    error_class === null ? stop_reason !== 'unknown' : Object.hasOwn(FAILURE_CLASSES, error_class)
  if (!isCurrent) return {}
  const read = {
    stopReason: signals.stop_reason,
    errorClass: signals.error_class,
    repeatedToolCalls: countRepeated(signals.repeated_tools),
  }
  return { signals: read }
}

function endOf(
  outcome: Outcome | null,
  run: RunReport,
  { unpack }: Reading,
  part: 'recorded' | 'replayed',
): PerformedRun['end'] {
  if (!outcome) return null
  if ('error' in outcome) return { output: undefined, error: outcome.error }
  return {
    get output() {
      return readRunValue(outcome.output, run.omitted, part, unpack)
    },
    error: null,
  }
}
