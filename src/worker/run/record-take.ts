import type { Cassette, CassetteHeader } from '../../core/cassette/schema.ts'
import { isSameRecording } from '../../core/cassette/same-recording.ts'
import { createCassetteWriter, serializeCassette } from '../../core/cassette/serialize.ts'
import { escapeTerminal } from '../../core/words/escape.ts'
import { openRecording, type Recording } from '../../storage/recording.ts'
import { runPass } from '../pass/run-pass.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { passOptions } from '../pass/pass-options.ts'
import { cassetteOfPass, describeHeader } from './cassette-of-pass.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import type { SettleRun } from '../report/publish-run.ts'
import { recordingProgress } from './recording-progress.ts'
import { nothingRecorded } from '../prepare/refusals.ts'
import { describeEnd } from '../report/run-end.ts'
import { reportRun } from '../report/run-report.ts'
import { judge, type Judgement } from '../report/judge-pass.ts'
import type { Agent } from '../prepare/agent.ts'
import { sharedState } from '../context/test-context.ts'

/** A take of a run that was recorded and verified, and lies finished beside its place. */
export interface RecordedTake {
  prepared: PreparedRun
  settle: SettleRun
  plan: 'record' | 'extend'
  recording: Recording
  cassette: Cassette
  pass: AgentPass
  /** Whether what lies in its place is the same recording. */
  isKnown: boolean
  judgement: Judgement | null
  /** The pass that verified it. */
  replayed?: AgentPass
}

/** What is recorded: the run, or a take of it, and what the takes before it have cost. */
export interface TakeToRecord {
  prepared: PreparedRun
  settle: SettleRun
  plan: 'record' | 'extend'
  spent: number | null
}

/** Records a take of a run, live, or what is missing of it, and replays it at once. */
export async function recordTake(
  agent: Agent<unknown, unknown>,
  { prepared, plan, settle, spent }: TakeToRecord,
): Promise<RecordedTake> {
  const header = describeHeader(prepared)
  const recording = openRecording(prepared.cassette)
  try {
    const pass = await runLive(agent, { prepared, plan, spent, header, recording })
    // How often the agent fails is what further takes are for: there it is data.
    if ('error' in pass.outcome && !prepared.options.expectError && prepared.take === undefined) {
      settle({
        ...reportRun(prepared, pass, { mode: plan, verified: false }),
        status: 'failed',
      })
      throw pass.outcome.error
    }
    const cassette = cassetteOfPass(header, pass, prepared)
    if (cassette.actions.length === 0 && prepared.take === undefined)
      throw nothingRecorded(prepared)
    const verified = await verify(agent, prepared, cassette)
    const { found } = prepared
    const before = found.kind !== 'nothing' && found.cassette.end ? found.cassette : undefined
    const isSame = before !== undefined && isSameRecording(before, cassette)
    recording.finish(serializeCassette(isSame ? before : cassette))
    const isKnown = isSame && found.kind === 'complete'
    return { prepared, settle, plan, recording, cassette, pass, isKnown, ...verified }
  } catch (error) {
    recording.abandon()
    throw error
  }
}

async function runLive(
  agent: Agent<unknown, unknown>,
  take: Omit<TakeToRecord, 'settle'> & { header: CassetteHeader; recording: Recording },
): Promise<AgentPass> {
  const { prepared, plan, spent, header, recording } = take
  const writer = createCassetteWriter()
  const tell = recordingProgress(escapeTerminal(nameTake(prepared)), console.warn, undefined, spent)
  recording.append(writer.header(header))
  const { found } = prepared
  const before = plan === 'extend' && found.kind !== 'nothing' ? found.cassette : undefined
  const pass = await runPass(agent, prepared, {
    ...passOptions(prepared, plan, before),
    onRecorded: (action) => {
      recording.append(writer.action(action))
      tell(action)
    },
  })
  if (pass.run.failure) throw pass.run.failure
  return pass
}

async function verify(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  cassette: Cassette,
): Promise<Pick<RecordedTake, 'judgement' | 'replayed'>> {
  if (!(prepared.options.verify ?? sharedState.file!.options.verify ?? true))
    return { judgement: null }
  const replayed = await runPass(agent, prepared, passOptions(prepared, 'replay', cassette))
  const judgement = judge(replayed.run, describeEnd(prepared, cassette, replayed))
  cassette.end!.verified = judgement.divergences.length === 0 && judgement.receipt.blocked === 0
  const { renamed } = replayed.run.options.player!
  if (renamed.length > 0) cassette.end!.volatile = renamed
  return { judgement, replayed }
}

/** What is recorded, as people are told. */
export function nameTake({ name, take, takes }: PreparedRun): string {
  return takes === 1 ? `"${name}"` : `"${name}": take ${take ?? 1} of ${takes}`
}
