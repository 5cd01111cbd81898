import { relative } from 'node:path'
import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import type { Cassette, CassetteEnd } from '../../core/cassette/schema.ts'
import type { Outcome, RunReport } from '../../core/report/schema.ts'
import { droppedProcesses } from '../../core/report/dropped-processes.ts'
import type { Omitted } from '../../core/report/action-schema.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { countMissingTakes } from '../../storage/takes.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import type { PassOutcome } from '../pass/pass-outcome.ts'
import { changedInput } from '../prepare/changed-input.ts'
import { resourcesChangedSince } from '../prepare/changed-resources.ts'
import { describeAsked, describeMatching } from './describe-matching.ts'
import { tryDescribeInput } from '../prepare/describe-input.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { storedRules } from '../prepare/run-rules.ts'
import { encodeError } from '../../core/report/action-codec/error-facts.ts'
import { actionFacts, recordedActions, withContents } from './action-facts.ts'
import { policyReceipt, totalsOf, type JudgedPass } from './judge-pass.ts'
import { runApprovals, runSignals } from './run-signals.ts'
import { isoOf } from '../context/execution-id.ts'
import { sourceOf } from '../context/source-location.ts'
import { sharedState } from '../context/test-context.ts'

const MOST_PLACES = 20

/** A pass of which a report is made; without an outcome, it is not over. */
type ReportedPass = Pick<AgentPass, 'ledger' | 'duration'> & {
  outcome: PassOutcome | null
  endedAt?: number
}

/** The facts of a report beside those of the pass. */
export interface ResultParts {
  mode: RunReport['mode']
  cassette?: Cassette
  judgement?: JudgedPass | null
  verified: boolean | null
  /** The pass that verified a recording: it was judged in place of the run's own. */
  replayed?: AgentPass
  determinism?: Determinism | null
}

/**
 * Describes a run by what is known before it starts.
 *
 * @param redactor What its agent and tags are called may hold a secret that it named later.
 */
export function startOf(
  prepared: PreparedRun,
  { name }: Pick<Redactor, 'name'> = prepared.redactor,
): Pick<
  RunReport,
  | 'runId'
  | 'name'
  | 'project'
  | 'test'
  | 'attempt'
  | 'agent'
  | 'workflow'
  | 'tags'
  | 'startedAt'
  | 'cassette'
  | 'take'
  | 'trial'
> {
  const { context, options } = prepared
  const { root } = sharedState.file!.options
  return {
    runId: prepared.runId,
    name: prepared.name,
    test: { file: relative(root, context.file), fullName: context.fullName },
    project: '',
    attempt: context.attempt,
    agent: options.agent === undefined ? null : name(options.agent),
    workflow: options.workflow === undefined ? null : name(options.workflow),
    tags: (options.tags ?? []).map(name),
    startedAt: prepared.startedAt,
    cassette: relative(root, prepared.cassette),
    ...(prepared.take === undefined ? {} : { take: prepared.take }),
    ...(prepared.trial === undefined ? {} : { trial: prepared.trial }),
  }
}

/** Returns `true` where the test, or what the run is called by, holds a secret that is known by now. */
export function isNamedBySecret(prepared: PreparedRun, { name }: Pick<Redactor, 'name'>): boolean {
  const { fullName } = prepared.context
  const start = startOf(prepared, { name: (text) => text })
  return (
    name(fullName) !== fullName ||
    JSON.stringify(startOf(prepared, { name })) !== JSON.stringify(start)
  )
}

/** Describes a run as it is published. */
export function reportRun(
  prepared: PreparedRun,
  pass: ReportedPass | null,
  parts: ResultParts,
): RunReport {
  const { options } = prepared
  const { root } = sharedState.file!.options
  const recordedCost = parts.cassette?.end?.totals.costUsd ?? null
  const liveCost = pass
    ? totalsOf(
        pass.ledger.actions.flatMap(({ fresh, treatment }) =>
          fresh && (treatment === 'live' || treatment === 'recorded') ? [fresh] : [],
        ),
        0,
      ).costUsd
    : 0
  const judgement = parts.judgement
  const isReplay = parts.mode === 'replay'
  const observed = pass?.ledger.actions ?? []
  const { contents } = prepared
  const facts = actionFacts(observed, { traceId: prepared.traceId, isReplay })
  const actions = withContents(facts, observed, contents, isReplay)
  const omitted: Omitted[] = []
  const input = parts.cassette
    ? parts.cassette.header.input
    : recordedInput(prepared, pass, isReplay)
  const packedInput = input && contents.value(input.json, 'input', omitted)
  const finalOutput = finalOutputs(prepared, pass, parts, omitted)
  const outcome = pass?.outcome ?? null
  const waitsFor = (outcome?.kind === 'returned' && outcome.waitsFor) || []
  const end = outcome && {
    error: outcome.kind === 'threw' ? encodeError(outcome.stored) : null,
    ...(waitsFor.length > 0 ? { isWaiting: true as const } : {}),
  }
  const judged = (parts.replayed ?? pass)?.ledger
  const recorded =
    isReplay && parts.cassette ? recordedActions(parts.cassette.actions, observed, contents) : []
  const receipt = parts.mode === 'replay' && judgement ? judgement.receipt : recordingReceipt(pass)
  return {
    ...startOf(prepared, pass?.ledger.options.redactor),
    traceId: prepared.traceId,
    expectedToFail: false,
    endedAt: pass?.endedAt === undefined ? null : isoOf(pass.endedAt),
    recordedAt: parts.cassette?.header.recordedAt ?? null,
    recordedRelease: parts.cassette?.header.release ?? null,
    status: 'passed',
    mode: parts.mode,
    ...(isReplay ? missingTakes(prepared) : {}),
    verified: parts.verified,
    matchRate: judgement?.matchRate ?? null,
    determinism: parts.determinism ?? null,
    receipt,
    divergences: judgement?.divergences ?? [],
    ...describeMatching(judged, judgement),
    ...rulesReport(prepared),
    ...(prepared.learns && pass ? { asked: describeAsked(pass) } : {}),
    actions,
    recordedActions: recorded,
    ...runApprovals(actions, recorded, contents, waitsFor),
    ...(packedInput === undefined ? {} : { input: packedInput }),
    finalOutput,
    ...(omitted.length > 0 ? { omitted } : {}),
    stopReason: parts.cassette?.end?.stopReason ?? null,
    signals: runSignals(actions, contents, end, { dropped: droppedProcesses(receipt.policy) }),
    changedResources: parts.cassette
      ? resourcesChangedSince(parts.cassette.header.resources, options.resources ?? {})
      : [],
    ...inputReport(isReplay ? parts.cassette : undefined, prepared),
    tolerated: [...((judgement ?? judged)?.tolerated ?? [])],
    misses: judged?.blocked ?? [],
    error: outcome?.kind === 'threw' ? outcome.text : null,
    ...(outcome?.kind === 'threw' ? { errorSource: sourceOfError(outcome.error, root) } : {}),
    durationMs: pass?.duration ?? 0,
    recordedDurationMs: parts.cassette?.end?.totals.duration ?? null,
    originalCostUsd: recordedCost,
    replayCostUsd: liveCost,
    savingsUsd:
      recordedCost === null || liveCost === null ? null : Math.max(0, recordedCost - liveCost),
  }
}

/** @note A recording that failed has no cassette to take it from. */
function recordedInput(prepared: PreparedRun, pass: ReportedPass | null, isReplay: boolean) {
  return pass?.outcome && !isReplay ? tryDescribeInput(prepared) : undefined
}

function sourceOfError(error: unknown, root: string): RunReport['errorSource'] {
  return error instanceof Error ? sourceOf(error.stack, root) : null
}

function missingTakes({ cassette, takes }: PreparedRun): { missingTakes?: number } {
  const missing = countMissingTakes(cassette, takes)
  return missing === 0 ? {} : { missingTakes: missing }
}

function rulesReport({ options }: PreparedRun): Pick<RunReport, 'storedRules'> {
  const rules = storedRules(options)
  return rules ? { storedRules: rules } : {}
}

/** Lists the places of a changed input; nothing where it is the recorded one. */
function inputReport(
  cassette: Cassette | undefined,
  prepared: PreparedRun,
): Pick<RunReport, 'changedInput'> {
  const paths = cassette ? changedInput(cassette, prepared).map(({ path }) => path) : []
  return paths.length > 0 ? { changedInput: paths.slice(0, MOST_PLACES) } : {}
}

function finalOutputs(
  prepared: PreparedRun,
  pass: ReportedPass | null,
  { mode, cassette }: ResultParts,
  omitted: Omitted[],
): RunReport['finalOutput'] {
  const { contents } = prepared
  const outcome = (end: Pick<CassetteEnd, 'output' | 'error'>, part: Omitted['part']): Outcome => {
    const error = encodeError(end.error)
    if (error) return { error }
    const output = end.output && contents.value(end.output.json, part, omitted)
    return output === undefined ? {} : { output }
  }
  const own = pass?.outcome ? endOf(pass.outcome) : null
  const isReplay = mode === 'replay'
  // A recording that threw is not stored; how it ended is known all the same.
  const end = cassette?.end ?? (isReplay ? null : own)
  return {
    recorded: end ? outcome(end, 'recorded') : null,
    replayed: isReplay && own ? outcome(own, 'replayed') : null,
  }
}

function endOf({ kind, stored }: PassOutcome): Pick<CassetteEnd, 'output' | 'error'> {
  return kind === 'threw' ? { error: stored } : { output: stored }
}

function recordingReceipt(pass: ReportedPass | null): RunReport['receipt'] {
  const actions = pass?.ledger.actions ?? []
  return {
    served: actions.filter(({ treatment }) => treatment === 'equal').length,
    volatile: 0,
    mismatched: 0,
    live: actions.filter(({ treatment }) => treatment === 'recorded' || treatment === 'live')
      .length,
    blocked: 0,
    unserved: 0,
    ...(pass ? policyReceipt(pass.ledger) : {}),
    attributed: actions.filter(({ isAttributed }) => isAttributed).length,
  }
}
