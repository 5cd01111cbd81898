import { holdsLate } from '../../core/replay/late-secrets.ts'
import { credentialVariables } from '../../core/replay/credential-variables.ts'
import { isChanged } from '../../core/cassette/checksum.ts'
import { isSameRecording } from '../../core/cassette/sameness/same-recording.ts'
import { isOwnAddress } from '../../core/matching/volatile-values.ts'
import { varyingAccount } from '../../core/request-headers/presence-headers.ts'
import type { Cassette, CassetteHeader, RecordedAction } from '../../core/cassette/schema.ts'
import { createCassetteWriter, serializeCassette } from '../../core/cassette/serialize.ts'
import { placeholdersInLines } from '../../core/redaction/index.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { openRecording, type RecordingWriter } from '../../storage/recording.ts'
import { sharedState } from '../context/test-context.ts'
import type { KeptReads } from '../environment/kept-reads.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { passOptions } from '../pass/pass-options.ts'
import { runPass } from '../pass/run-pass.ts'
import type { Agent } from '../prepare/agent.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { nothingRecorded } from '../prepare/refusals.ts'
import { judge, type JudgedPass } from '../report/judge-pass.ts'
import type { RunPublication } from '../report/publish-run.ts'
import { describeEnd } from '../report/run-end.ts'
import { reportRun } from '../report/run-report.ts'
import { cassetteOfPass, describeHeader } from './cassette-of-pass.ts'
import { givenSecrets, tellDerived } from './made-of-secrets.ts'
import { markMovingPlaces } from './moving-places.ts'
import { redactAgain, redactReplay } from './redact-again.ts'
import { redactorToExtend } from './redactor-to-extend.ts'
import { refuseSecretName } from './refuse-secret-name.ts'
import { recordingProgress } from './recording-progress.ts'
import { resumedPart } from './resumed-part.ts'
import { tryBackground, type Withheld } from './try-background.ts'
import { writeCassette, type WrittenCassette } from './written-cassette.ts'

/** A take of a run that was recorded and verified, and lies finished beside its place. */
export interface RecordedTake {
  prepared: PreparedRun
  publication: RunPublication
  plan: 'record' | 'extend'
  recording: RecordingWriter
  /** As it reads in its file. */
  cassette: WrittenCassette['cassette']
  pass: AgentPass
  /** The file in its place is the same recording. */
  isKnown: boolean
  judgement: JudgedPass | null
  /** The pass that verified it. */
  replayed?: AgentPass
}

/** A take of a run that is to be recorded, and the cost of the takes before it. */
export interface TakeToRecord {
  prepared: PreparedRun
  publication: RunPublication
  plan: 'record' | 'extend'
  spent: number | null
}

/** Records a take of a run, live, or what is missing of it, and replays it at once. */
export async function recordTake(
  agent: Agent<unknown, unknown>,
  take: TakeToRecord,
): Promise<RecordedTake> {
  const { plan, publication } = take
  const before = plan === 'extend' ? partToExtend(take.prepared.found) : undefined
  const prepared = before
    ? { ...take.prepared, redactor: redactorToExtend(take.prepared, before) }
    : take.prepared
  const header = describeHeader(prepared)
  if (plan === 'extend') keepHeaderTable(header, prepared)
  const recording = openRecording(prepared.cassette)
  try {
    const pass = await runLive(agent, { ...take, prepared, header, recording, before })
    refuseSecretName(prepared, { recording, publication })
    const { outcome } = pass
    // It may have waited for other runs: its clock is read against its own time.
    if (plan === 'record') header.recordedAt = new Date(pass.startedAt).toISOString()
    const recorded = cassetteOfPass(header, pass, before)
    const isEmpty = recorded.actions.length === 0
    // In a further take a failure is data: takes measure how often the agent fails.
    const isFailure = !prepared.options.expectError || isEmpty
    if (outcome.kind === 'threw' && isFailure && prepared.take === undefined) {
      publication.publish({
        ...reportRun(prepared, pass, { mode: plan, verified: false }),
        status: 'failed',
      })
      if (!isEmpty) await keepFailed(recorded, { prepared, publication })
      throw outcome.error
    }
    if (isEmpty && prepared.take === undefined)
      throw nothingRecorded(prepared, pass.beside, pass.ledger.policy.rows)
    const { written, verified } = await writeVerified(agent, { ...take, prepared }, recorded, pass)
    listSecrets(written, prepared, verified.replayed)
    listCredentials(written.cassette)
    const { cassette } = written
    const { found } = prepared
    const present = found.kind !== 'nothing' && found.cassette.end ? found : undefined
    const isEdited = found.kind === 'complete' && isChanged(found.text)
    const isSame = present !== undefined && !isEdited && isSameRecording(present.cassette, cassette)
    recording.finish(isSame ? serializeCassette(present.cassette) : written.text())
    const isKnown = isSame && found.kind === 'complete'
    return { prepared, publication, plan, recording, cassette, pass, isKnown, ...verified }
  } catch (error) {
    recording.abandon()
    throw error
  }
}

/** Keeps the recording of a run that failed with the run: it takes no cassette's place, and can be replayed by its id. */
async function keepFailed(
  recorded: WrittenCassette['cassette'],
  { prepared, publication }: Pick<TakeToRecord, 'prepared' | 'publication'>,
): Promise<void> {
  const written = await writeCassette(recorded, nameTake(prepared))
  listSecrets(written, prepared, undefined)
  listCredentials(written.cassette)
  publication.keep(written.text())
}

/** Keeps the table that the recorded part of a run was recorded with. */
function keepHeaderTable(header: CassetteHeader, { found }: PreparedRun): void {
  if (found.kind === 'nothing') return
  const { headerTable } = found.cassette.header
  if (headerTable === undefined) delete header.headerTable
  else header.headerTable = headerTable
}

async function runLive(
  agent: Agent<unknown, unknown>,
  take: TakeToRecord & {
    header: CassetteHeader
    recording: RecordingWriter
    before: Cassette | undefined
  },
): Promise<AgentPass> {
  const { prepared, publication, plan, spent, header, recording, before } = take
  const writer = createCassetteWriter()
  const addProgress = recordingProgress(
    escapeTerminal(nameTake(prepared)),
    console.warn,
    undefined,
    spent,
  )
  recording.append(writer.header(header))
  const options = {
    ...passOptions(prepared, plan, before),
    onRecorded: (action: RecordedAction) => {
      recording.append(writer.action(action))
      addProgress(action)
    },
  }
  // The published start of a run that is extended was redacted without the secrets of the recorded part.
  const learnt = before ? -1 : prepared.redactor.learnt
  const pass = await runPass(agent, prepared, options, publication.follow)
  redactAgain(pass, { header, recording, publication }, learnt)
  if (pass.ledger.failure) throw pass.ledger.failure
  return pass
}

function partToExtend(found: PreparedRun['found']): Cassette | undefined {
  if (found.kind === 'nothing') return undefined
  return found.kind === 'interrupted' ? resumedPart(found.cassette) : found.cassette
}

interface Verified {
  written: WrittenCassette
  verified: Pick<RecordedTake, 'judgement' | 'replayed'>
}

/**
 * Writes a recording and replays it. Requests that seem to go on in the background are taken out of it where the agent does the
 * same when none of them is answered.
 */
async function writeVerified(
  agent: Agent<unknown, unknown>,
  take: TakeToRecord,
  recorded: WrittenCassette['cassette'],
  pass: AgentPass,
): Promise<Verified> {
  const { prepared } = take
  const { beside, ledger } = pass
  const drawn = ledger.options.environment?.kept
  const write = async (cassette: WrittenCassette['cassette'], withheld?: Withheld) => {
    const written = await writeCassette(cassette, nameTake(prepared))
    const options = { cassette: written.cassette, beside, drawn, withheld }
    return { written, verified: await verify(agent, take, options) }
  }
  const whole = await write(recorded)
  const { replayed } = whole.verified
  if (!replayed || take.plan === 'extend') return whole
  const { separate, others } = await tryBackground(recorded, { recorded: pass, replayed }, write)
  const left = separate ? [...others, whole] : others
  const { context } = prepared
  const blocked = left.map(({ verified }) => verified.replayed!.ledger.blocked)
  context.misses = context.misses.filter(({ messages }) => !blocked.includes(messages as string[]))
  return separate ?? whole
}

/** Replays a recording from the text of its file, and notes the result in its end. */
async function verify(
  agent: Agent<unknown, unknown>,
  { prepared, publication: { follow } }: TakeToRecord,
  {
    cassette,
    beside,
    drawn,
    withheld,
  }: Pick<WrittenCassette, 'cassette'> &
    Pick<AgentPass, 'beside'> & { drawn: KeptReads | undefined; withheld: Withheld | undefined },
): Promise<Pick<RecordedTake, 'judgement' | 'replayed'>> {
  if (!(prepared.options.verify ?? sharedState.file!.options.verify ?? true))
    return { judgement: null }
  // Calls that a queue or a pool made for two runs at once may stand in the wrong cassette, which shows once the run is alone.
  const passed = () => ({
    ...passOptions(prepared, 'replay', cassette),
    isAlone: beside.length > 0,
    ...withheld,
  })
  const options = passed()
  options.environment?.avoid(drawn)
  withheld?.withholding.begin(cassette.end.totals.duration)
  const replayed = await runPass(agent, prepared, options, follow)
  withheld?.withholding.end()
  if (holdsLate(cassette)) redactReplay(replayed, cassette)
  const judgement = judge(replayed.ledger, describeEnd(prepared, cassette, replayed))
  markMovingPlaces(replayed, judgement)
  cassette.end.verified = judgement.divergences.length === 0 && judgement.receipt.blocked === 0
  if (!cassette.end.verified && beside.length > 0) cassette.end.beside = [...beside]
  const { varying: varied, headerNotes } = replayed.ledger.options.player!
  const { notCompared, otherAccounts, unseen, variables } = headerNotes
  const accounts = [...otherAccounts].map(varyingAccount)
  const varying = [...notCompared.keys(), ...accounts, ...variables, ...unseen.places.keys()].sort()
  if (varying.length > 0) cassette.end.varyingHeaders = varying
  const ids = new Map([...varied].filter(([text]) => !isOwnAddress(text)))
  if (ids.size > 0) {
    const again = async () => {
      const { onMissed: _onMissed, ...further } = passed()
      const pass = await runPass(agent, prepared, further, follow)
      // Looked at as well, for the ids in its output.
      describeEnd(prepared, cassette, pass)
      return pass
    }
    Object.assign(cassette.end, await tellDerived(cassette, ids, again))
  }
  return { judgement, replayed }
}

/** Names the variables with keys that were set: a replay without them has stand-ins. */
function listCredentials({ end, actions }: WrittenCassette['cassette']): void {
  const present = credentialVariables(actions, end.secrets).filter((name) => process.env[name])
  if (present.length > 0) end.credentials = present
}

/** Lists the secrets of a cassette in its end. */
function listSecrets(
  { cassette, text }: WrittenCassette,
  { redactor }: PreparedRun,
  replayed: AgentPass | undefined,
): void {
  const recorded = placeholdersInLines(text())
  if (recorded.size === 0) return
  cassette.end.secrets = redactor
    .secrets(
      replayed?.ledger.options.redactor ?? null,
      replayed && givenSecrets(cassette, replayed),
    )
    .filter(([placeholder]) => recorded.has(`<redacted:${placeholder}>`))
}

/** Names what is recorded, for messages. */
export function nameTake({ name, take, takes }: PreparedRun): string {
  return takes === 1 ? `"${name}"` : `"${name}": take ${take ?? 1} of ${takes}`
}
