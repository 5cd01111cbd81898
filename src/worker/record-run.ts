import { arch, platform } from 'node:os'
import {
  CASSETTE_VERSION,
  type Cassette,
  type CassetteHeader,
  type RecordedAction,
} from '../core/cassette/schema.ts'
import { isSameRecording } from '../core/cassette/same-recording.ts'
import { createCassetteWriter, serializeCassette } from '../core/cassette/serialize.ts'
import { captureError, captureValue } from '../core/cassette/value.ts'
import { escapeTerminal } from '../core/report/escape.ts'
import type { RunReport } from '../core/report/schema.ts'
import { claimFirstRecording } from '../storage/first-recording.ts'
import { openRecording, type Recording } from '../storage/recording.ts'
import { describeOutput, passOptions, runPass, type AgentPass } from './agent-pass.ts'
import { assertRun } from './assert-run.ts'
import { measureIfAsked, measureRun } from './determinism/measure-run.ts'
import { firstRecordingNotice } from './first-recording-notice.ts'
import { installedPackages } from './installed-packages.ts'
import type { PreparedRun } from './prepare-run.ts'
import { redactError } from './recorder.ts'
import { nothingRecorded } from './refusals.ts'
import { hashResources } from './changed-resources.ts'
import { describeEnd } from './run-end.ts'
import { reportRun, toResult } from './run-report.ts'
import { recordingProgress } from './recording-progress.ts'
import { judge, totalsOf, type Judgement } from './run-result.ts'
import type { Agent, ReplayRun } from './run-types.ts'
import { sharedState } from './test-context.ts'

/** Records a run: live, or what is missing of it, and replays it from the fresh cassette at once. */
export async function recordRun(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  plan: 'record' | 'extend',
  settle: (change: Partial<RunReport>) => void,
): Promise<ReplayRun<unknown>> {
  const before = prepared.found.kind === 'nothing' ? undefined : prepared.found.cassette
  const header = describeHeader(prepared)
  const { root } = sharedState.file!.options
  if (claimFirstRecording(root)) console.warn(firstRecordingNotice(root, prepared.cassette))
  const recording = openRecording(prepared.cassette)
  let pass: AgentPass
  try {
    const writer = createCassetteWriter()
    const tell = recordingProgress(escapeTerminal(prepared.name), console.warn)
    recording.append(writer.header(header))
    const options = passOptions(prepared, plan, plan === 'extend' ? before : undefined)
    pass = await runPass(agent, prepared, {
      ...options,
      onRecorded: (action) => {
        recording.append(writer.action(action))
        tell(action)
      },
    })
    if (pass.run.failure) throw pass.run.failure
  } catch (error) {
    recording.abandon()
    throw error
  }
  const failed = 'error' in pass.outcome
  if (failed && !prepared.options.expectError) {
    recording.abandon()
    settle({
      ...reportRun(prepared, pass, { mode: plan, verified: false }),
      status: 'failed',
    })
    throw (pass.outcome as { error: unknown }).error
  }
  return finishRecording(agent, prepared, { plan, header, pass, recording, settle })
}

async function finishRecording(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  recorded: {
    plan: 'record' | 'extend'
    header: CassetteHeader
    pass: AgentPass
    recording: Recording
    settle: (change: Partial<RunReport>) => void
  },
): Promise<ReplayRun<unknown>> {
  const { header, pass, plan, recording, settle } = recorded
  const cassette = toCassette(header, pass, prepared)
  let judgement: Judgement | null = null
  let replayed: AgentPass | undefined
  try {
    if (cassette.actions.length === 0) throw nothingRecorded(prepared)
    if (prepared.options.verify ?? sharedState.file!.options.verify ?? true) {
      replayed = await runPass(agent, prepared, passOptions(prepared, 'replay', cassette))
      judgement = judge(replayed.run, describeEnd(prepared, cassette, replayed))
      cassette.end!.verified = judgement.divergences.length === 0 && judgement.receipt.blocked === 0
      const { renamed } = replayed.run.options.player!
      if (renamed.length > 0) cassette.end!.volatile = renamed
    }
  } catch (error) {
    recording.abandon()
    throw error
  }
  const { found } = prepared
  if (found.kind === 'complete' && isSameRecording(found.cassette, cassette)) recording.discard()
  else recording.commit(serializeCassette(cassette))
  const measure = () => measureRun({ agent, prepared, cassette, base: replayed })
  const determinism = await measureIfAsked(prepared, replayed, measure)
  const result = toResult(prepared, pass, {
    mode: plan,
    cassette,
    judgement,
    determinism,
    measure,
    verified: cassette.end!.verified,
    ...(replayed ? { replayed } : {}),
    settle,
  })
  return assertRun(result, prepared)
}

function toCassette(header: CassetteHeader, pass: AgentPass, prepared: PreparedRun): Cassette {
  const actions = pass.run.timeline.actions.flatMap((action): RecordedAction[] =>
    action.fresh ? [action.fresh] : [],
  )
  const end: Cassette['end'] = {
    kind: 'end',
    status: 'error' in pass.outcome ? 'error' : 'success',
    stopReason: actions.findLast((action) => action.llm)?.llm?.stopReason ?? null,
    totals: totalsOf(actions, pass.duration),
    verified: false,
  }
  const journal = pass.run.options.environment?.journal
  if (journal) end.environment = journal
  if ('error' in pass.outcome)
    end.error = redactError(captureError(pass.outcome.error), prepared.redactor)
  else end.output = describeOutput(pass.outcome.output, prepared.redactor)
  return { header, actions, end }
}

function describeHeader(prepared: PreparedRun): CassetteHeader {
  const { options, redactor } = prepared
  const header: CassetteHeader = {
    cassette: CASSETTE_VERSION,
    kind: 'header',
    runId: prepared.recordingId,
    name: prepared.name,
    agent: options.agent ?? null,
    workflow: options.workflow ?? null,
    tags: options.tags ?? [],
    release: options.release ?? sharedState.file!.options.release ?? null,
    resources: hashResources(options.resources ?? {}),
    environment: {
      node: process.version,
      platform: `${platform()} ${arch()}`,
      packages: installedPackages(sharedState.file!.options.root),
    },
    recordedAt: new Date().toISOString(),
  }
  if (options.input !== undefined) {
    const input = captureValue(options.input, 'the option "input"')
    header.input = { ...input, json: redactor.json(input.json) }
  }
  return header
}
