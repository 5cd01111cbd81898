import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCassette } from '../../core/cassette/parse.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { serializeCassette } from '../../core/cassette/serialize.ts'
import { ReplayError } from '../../core/errors.ts'
import { forkCassette } from '../../core/forks/fork-cassette.ts'
import { findGoodAnswer, swapAnswer } from '../../core/forks/swap-answer.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { hasFailedAction } from '../../core/report/failed-action.ts'
import type { Diagnosis } from '../../core/report/diagnosis-schema.ts'
import type { RunReport } from '../../core/report/schema.ts'
import type { FailureTrial } from '../../core/report/trial-schema.ts'
import { findRuns } from '../../core/run-events/find-runs.ts'
import { readCassette } from '../../storage/read-cassette.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import { runKey } from '../../storage/run-store/prune-runs.ts'
import { readKeptCassette } from '../../storage/run-store/bundle-file.ts'
import { runPath } from '../../storage/run-store/run-files.ts'
import { diagnoseStored } from './diagnose-stored.ts'

/** The failure to try, and the way to do it. */
interface Confirmation {
  root: string
  stored: StoredRun
  /** The text of the recording that failed. */
  text: string
  times: number
  /** The answer to try; one of a recording that ended well where it is absent. */
  answer?: unknown
  /** Replays the recording that a file holds, and notes what was tried. */
  replay(keptIn: string, trial: FailureTrial): Promise<unknown>
}

/** The diagnosis after the trials, and what could not be tried. */
export interface ConfirmedFailure {
  diagnosis: Diagnosis | null
  notes: string[]
}

/**
 * Finds out whether a failure comes again with the same answers, and whether it is gone with another answer of the action
 * that is suspected.
 */
export async function confirmFailure(confirmation: Confirmation): Promise<ConfirmedFailure> {
  const { root, stored, text, times, replay } = confirmation
  const { run, traceId } = stored
  const failed = parseCassette(text, { file: run.cassette })
  const before = diagnoseStored(root, stored)
  if (before === null)
    throw new ReplayError('TRIAL_REFUSED', {
      attempted: `Failed to try the run ${traceId}`,
      reason: 'its agent did not fail',
      remedy: 'Name an execution whose agent failed: npx vitest-replay runs --status failed',
    })
  const folder = mkdtempSync(join(tmpdir(), 'vitest-replay-trial-'))
  const tryOut = async (name: string, recording: string, trial: FailureTrial) => {
    const file = join(folder, `${name}.jsonl`)
    writeFileSync(file, keptLine(traceId, run.startedAt, recording))
    const known = trialCount(root, traceId)
    for (let at = 0; at < times; at++) await replay(file, trial)
    if (trialCount(root, traceId) > known) return
    throw new ReplayError('TRIAL_REFUSED', {
      attempted: `Failed to try the run ${traceId}`,
      reason: 'its test replayed nothing',
      remedy: `Run the test by itself: npx vitest-replay replay ${traceId.slice(0, 16)}`,
    })
  }
  try {
    await tryOut('unchanged', text, { of: traceId, kind: 'unchanged', at: null })
    const at = suspectOf(run, before)
    const changed = at === null ? null : changedRecording(confirmation, failed, at)
    if (at !== null && changed !== null)
      await tryOut('answer', serializeCassette(changed), { of: traceId, kind: 'answer', at })
    const notes = changed === null ? [noteOf(run, at)] : []
    return { diagnosis: diagnoseStored(root, stored), notes }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function noteOf(run: RunReport, at: number | null): string {
  if (at === null)
    return 'no action has an answer that could be changed: change the line, and try again'
  const { name } = run.actions.find(({ index }) => index === at)!
  return `no recording has a good answer of action ${at} (${name}): give one with --answer <file>`
}

function keptLine(traceId: string, at: string, text: string): string {
  return `${JSON.stringify({ event: 'cassette', traceId, at, text })}\n`
}

function trialCount(root: string, traceId: string): number {
  return readHeads(root).heads.filter(({ run }) => run.trial?.of === traceId).length
}

/** The action whose answer is suspected: the one that failed, else the one that was answered last. */
function suspectOf({ actions }: RunReport, diagnosis: Diagnosis): number | null {
  const leaves = actions.filter(({ type, parent }) => type !== 'step' && parent === null)
  const [evidence] = diagnosis.hypotheses[0]!.evidence
  const found =
    leaves.find(({ index }) => index === evidence) ?? leaves.find(hasFailedAction) ?? leaves.at(-1)
  return found?.index ?? null
}

function changedRecording(
  { root, stored, answer }: Confirmation,
  failed: Cassette,
  at: number,
): Cassette | null {
  if (answer !== undefined) return forkCassette(failed, { at, answer, then: 'replay' }).cassette
  const good = findGoodAnswer(failed, at, passedRecordings(root, stored))
  return good && swapAnswer(failed, at, good)
}

/** The recordings of the same run that ended well: the cassette in its place, and those that executions were kept with. */
function passedRecordings(root: string, { run, traceId }: StoredRun): Cassette[] {
  const place = readCassette(join(root, run.cassette))
  const inPlace = place.kind === 'complete' && place.cassette.end?.status === 'success'
  const key = runKey(run)
  const kept = findRuns(readHeads(root).heads, {}).flatMap((head: StoredHead) => {
    if (head.traceId === traceId || runKey(head.run) !== key || head.run.mode === 'replay')
      return []
    const text = readKeptCassette(runPath(root, head.traceId))
    const cassette = text === null ? null : parseCassette(text, { file: head.traceId })
    return cassette?.end?.status === 'success' ? [cassette] : []
  })
  return [...(inPlace ? [place.cassette] : []), ...kept]
}
