import { hash } from 'node:crypto'
import { relative } from 'node:path'
import { shortHash, slugOf, takePath } from '../../core/cassette/cassette-path.ts'
import { chooseRecordMode, type RecordModeChoice } from '../../core/cassette/record-mode.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import { ReplayError } from '../../core/errors.ts'
import {
  createRedactor,
  numberByHash,
  SharedNumbers,
  type RedactionRules,
  type Redactor,
} from '../../core/redaction/index.ts'
import { readCassette, readReplaced, type FoundCassette } from '../../storage/read-cassette.ts'
import type { FailureTrial } from '../../core/report/trial-schema.ts'
import { ReportContents } from '../../core/report/action-codec/report-contents.ts'
import { readKeptRecording } from '../../storage/run-store/bundle-file.ts'
import type { ForkOrder } from '../../protocol/fork-order.ts'
import { LEARN_VARIABLE, RUN_VARIABLE, TRIAL_VARIABLE } from '../../protocol/keys.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { findCassette } from './find-cassette.ts'
import { withInputFrom } from './input-from.ts'
import { ServedErrors } from './served-errors.ts'
import { matchedHeaders } from './run-rules.ts'
import { sourceOf } from '../context/source-location.ts'
import { isoOf, newTraceId } from '../context/execution-id.ts'
import { workerState } from '../context/scope.ts'
import { sharedState, type TestContext } from '../context/test-context.ts'
import { codingNamed } from '../context/content-coding.ts'
import { GZIP } from '../context/gzip.ts'
import { variableChanges } from '../context/variable-changes.ts'

/** The facts of a run that are known before the agent starts. */
export interface PreparedRun {
  options: RunOptions
  context: TestContext
  choice: RecordModeChoice
  name: string
  runId: string
  /** The id of this execution. */
  traceId: string
  /** The run's id in the cassette: the same however often a test replays it. */
  recordingId: string
  cassette: string
  found: FoundCassette
  /** The path of the fork, where a command asks for it. */
  forkPath?: string
  /** The trial that this replay of a failed recording is. */
  trial?: FailureTrial
  /** The number of recordings to make, where it is recorded. */
  takes: number
  /** Which of the takes this is, from 2; absent for the first. */
  take?: number
  redaction: RedactionRules
  redactor: Redactor
  /** ISO 8601. */
  startedAt: string
  /** The line that called `replayRun`. */
  calledAt: SourceLocation | null
  /** The large parts of its report. */
  contents: ReportContents
  /** The run is replayed to learn what differs in two replays of the same code: nothing is recorded or judged. */
  learns: boolean
  /** The classes of errors that are thrown again. */
  errors: ServedErrors
}

/** The place that a run was started at, and what else than its test decides on it. */
interface RunPlace {
  stack?: string | undefined
  /** A fork that a command asks for: every run but that of its cassette replays. */
  forked?: ForkOrder | undefined
  /** The file beside which its cassette is, where that is not the one of its test. */
  beside?: string | undefined
}

/** Chooses the cassette and the mode of a run, and reads the recording that is there. */
export function prepareRun(
  asked: RunOptions,
  { stack, forked, beside }: RunPlace = {},
): PreparedRun {
  const { file } = sharedState
  const context = sharedState.tests.getStore()
  if (!file || !context) throw withoutPlugin(file !== undefined)
  const { options: plugin } = file
  const given = withInputFrom(asked, plugin.packageRoot)
  const redaction: RedactionRules = {
    env: process.env,
    changes: variableChanges,
    gzip: GZIP,
    coding: codingNamed,
    headers: [...(plugin.redact?.headers ?? []), ...matchedHeaders(given)],
    claims: plugin.redact?.claims ?? [],
    secrets: (plugin.redact?.secrets ?? []).map(({ name, source, flags }) => ({
      name,
      pattern: new RegExp(source, flags),
    })),
  }
  const numbers = numbersOf(context)
  const redactor = createRedactor(redaction, null, undefined, numbers)
  context.redactor = redactor
  context.printing ??= printingRedactor(redaction, numbers)
  context.fullName = redactor.name(context.fullName)
  const options = withoutSecrets(given, redactor)
  const order = context.runs++
  file.hasRuns = true
  const name =
    options.cassette ?? (order === 0 ? context.fullName : `${context.fullName} ${order + 1}`)
  const learns = Boolean(process.env[LEARN_VARIABLE])
  const replayed = process.env[RUN_VARIABLE]
  const kept = replayed ? readKeptRecording(replayed, name) : null
  const choice = chooseRecordMode({
    call: learns || kept || forked ? 'none' : options.mode,
    rerun: plugin.rerun,
    environment: process.env['VITEST_REPLAY'],
    update: !learns && file.update(),
    ci: plugin.ci,
    plugin: plugin.mode,
  })
  const cassette = findCassette(context, { name, beside: beside ?? context.file }, choice)
  const uses = (context.uses.get(cassette) ?? 0) + 1
  context.uses.set(cassette, uses)
  const recordingId = `${slugOf(name).slice(0, 40)}-${shortHash(relative(plugin.repository, cassette))}`
  const runId = uses === 1 ? recordingId : `${recordingId}-${uses}`
  const isForked = forked !== undefined && uses === 1 && cassette === forked.cassette
  if (isForked && forked.then === 'live' && !plugin.ci) choice.mode = 'once'
  return {
    options: isForked ? { ...options, fork: forkOf(forked) } : options,
    context,
    choice,
    ...(isForked ? { forkPath: forked.to } : {}),
    name,
    runId,
    traceId: newTraceId(),
    recordingId,
    cassette,
    found: kept ?? (choice.mode === 'all' ? readReplaced(cassette) : readCassette(cassette)),
    ...(kept ? readTrial() : {}),
    takes: options.takes ?? plugin.takes ?? 1,
    redaction,
    redactor,
    startedAt: isoOf(workerState.date()),
    calledAt: sourceOf(stack, plugin.root),
    contents: new ReportContents(hashOf),
    learns,
    errors: new ServedErrors(options),
  }
}

function forkOf({ at, then, model, ...rest }: ForkOrder): NonNullable<RunOptions['fork']> {
  return {
    at,
    then,
    ...(model === undefined ? {} : { model }),
    ...('answer' in rest ? { answer: rest.answer } : {}),
  }
}

/** @note The command that sets the variable has parsed it. */
function readTrial(): { trial?: FailureTrial } {
  const trial = process.env[TRIAL_VARIABLE]
  return trial ? { trial: JSON.parse(trial) as FailureTrial } : {}
}

/** The options with names that can be stored: a tag or the name of a cassette may be made of a key. */
function withoutSecrets(options: RunOptions, { name }: Redactor): RunOptions {
  const { cassette, agent, workflow, release, tags } = options
  return {
    ...options,
    ...(cassette === undefined ? {} : { cassette: name(cassette) }),
    ...(agent === undefined ? {} : { agent: name(agent) }),
    ...(workflow === undefined ? {} : { workflow: name(workflow) }),
    ...(release === undefined ? {} : { release: name(release) }),
    ...(tags === undefined ? {} : { tags: tags.map(name) }),
  }
}

/** Prepares a further take of a run: it has a cassette and a report of its own. */
export function prepareTake(
  prepared: PreparedRun,
  take: number,
  plan: 'record' | 'extend',
): PreparedRun {
  const cassette = takePath(prepared.cassette, take)
  const { redaction, context } = prepared
  return {
    ...prepared,
    take,
    // A replay of this take alone knows none of what the others have named.
    redactor: createRedactor(redaction, null, undefined, numbersOf(context)),
    runId: `${prepared.runId}.take-${take}`,
    traceId: newTraceId(),
    recordingId: `${prepared.recordingId}.take-${take}`,
    cassette,
    // A new recording replaces the existing one, readable or not.
    found: plan === 'record' ? readReplaced(cassette) : readCassette(cassette),
    startedAt: isoOf(workerState.date()),
    contents: new ReportContents(hashOf),
  }
}

function hashOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 16)
}

function withoutPlugin(hasSetup: boolean): ReplayError {
  return new ReplayError('PLUGIN_MISSING', {
    attempted: 'Failed to start replayRun()',
    reason: hasSetup
      ? 'it was called outside of a test'
      : 'the plugin is not installed in this Vitest project',
    remedy: hasSetup
      ? 'Call it within test(), a hook or a fixture'
      : "Add it to vitest.config.ts: import { replay } from 'vitest-replay/plugin', plugins: [replay()]",
  })
}

/** A redactor that numbers what no run has met as the main process does. */
function printingRedactor(redaction: RedactionRules, numbers: SharedNumbers): Redactor {
  const byHash = numberByHash(redaction)
  const placeholderOf = (secret: string, kind: string) =>
    numbers.placeholderOf(kind, secret) ?? byHash.placeholderOf(secret, kind)
  const highest = (kind: string) => numbers.highest(kind)
  return createRedactor(redaction, [], { placeholderOf }, { highest })
}

function numbersOf(context: TestContext): SharedNumbers {
  return (context.numbers ??= new SharedNumbers(context.outer && numbersOf(context.outer)))
}
