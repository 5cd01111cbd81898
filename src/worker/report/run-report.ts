import { passInProgress } from '../pass/active-run.ts'
import { relative } from 'node:path'
import { countPositions } from '../../core/analysis/match-rate.ts'
import { evaluateBudget } from '../../core/analysis/budget.ts'
import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import { evaluateDeterminism } from '../../core/analysis/determinism/score.ts'
import type { Cassette, CassetteEnd } from '../../core/cassette/schema.ts'
import { captureError } from '../../core/cassette/value.ts'
import { renderDeterminism } from '../../core/words/render-determinism.ts'
import { renderDivergences } from '../../core/words/render-divergences.ts'
import type { Outcome, RunReport } from '../../core/report/schema.ts'
import type { Omitted } from '../../core/report/action-schema.ts'
import { countMissingTakes } from '../../storage/takes.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { describeOutput } from '../pass/final-output.ts'
import { changedResources } from '../prepare/changed-resources.ts'
import { describeAsked, describeMatching } from './describe-matching.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { redactError } from '../pass/recorder.ts'
import { actionFacts, recordedActions, withContents } from './action-facts.ts'
import { calledActions, totalsOf, type Judgement } from './judge-pass.ts'
import { runSignals } from './run-signals.ts'
import type { ReplayRun } from './run-types.ts'
import { sharedState } from '../context/test-context.ts'

interface ResultParts {
  mode: RunReport['mode']
  cassette?: Cassette
  judgement?: Judgement | null
  verified: boolean | null
  /** The pass that was judged, where it is not the run's own: that which verified a recording. */
  replayed?: AgentPass
  determinism?: Determinism | null
}

/** The facts of a run, as they are published. */
export function reportRun(
  prepared: PreparedRun,
  pass: AgentPass | null,
  parts: ResultParts,
): RunReport {
  const { context, options } = prepared
  const { root } = sharedState.file!.options
  const recordedCost = parts.cassette?.end?.totals.costUsd ?? null
  const liveCost = pass
    ? totalsOf(
        pass.run.timeline.actions.flatMap(({ fresh, treatment }) =>
          fresh && (treatment === 'live' || treatment === 'recorded') ? [fresh] : [],
        ),
        0,
      ).costUsd
    : 0
  const judgement = parts.judgement
  const isReplay = parts.mode === 'replay'
  const observed = pass?.run.timeline.actions ?? []
  const { contents } = prepared
  const facts = actionFacts(observed, isReplay)
  const actions = withContents(facts, observed, contents, isReplay)
  const omitted: Omitted[] = []
  const input = parts.cassette?.header.input
  const packedInput = input && contents.value(input.json, 'input', omitted)
  const finalOutput = finalOutputs(prepared, pass, parts, omitted)
  const ending = isReplay ? finalOutput.replayed : finalOutput.recorded
  const error = ending && 'error' in ending ? ending.error : null
  const judged = (parts.replayed ?? pass)?.run
  return {
    runId: prepared.runId,
    name: prepared.name,
    test: { file: relative(root, context.file), fullName: context.fullName },
    project: '',
    attempt: context.attempt,
    expectedToFail: false,
    agent: options.agent ?? null,
    workflow: options.workflow ?? null,
    tags: options.tags ?? [],
    startedAt: prepared.startedAt,
    recordedAt: parts.cassette?.header.recordedAt ?? null,
    recordedRelease: parts.cassette?.header.release ?? null,
    status: 'passed',
    mode: parts.mode,
    cassette: relative(root, prepared.cassette),
    ...(prepared.take === undefined ? {} : { take: prepared.take }),
    ...(isReplay ? missingTakes(prepared) : {}),
    verified: parts.verified,
    matchRate: judgement?.matchRate ?? null,
    determinism: parts.determinism ?? null,
    receipt: parts.mode === 'replay' && judgement ? judgement.receipt : recordingReceipt(pass),
    divergences: judgement?.divergences ?? [],
    ...describeMatching(judgement ? (parts.replayed ?? pass) : null),
    ...(prepared.learns && pass ? { asked: describeAsked(pass, prepared.redactor) } : {}),
    actions,
    recordedActions:
      isReplay && parts.cassette ? recordedActions(parts.cassette.actions, observed, contents) : [],
    ...(packedInput === undefined ? {} : { input: packedInput }),
    finalOutput,
    ...(omitted.length > 0 ? { omitted } : {}),
    stopReason: parts.cassette?.end?.stopReason ?? null,
    signals: runSignals(actions, contents, ending && { error }),
    changedResources: parts.cassette
      ? changedResources(parts.cassette.header.resources, options.resources ?? {})
      : [],
    tolerated: judged?.tolerated ?? [],
    misses: judged?.blocked ?? [],
    error:
      pass && 'error' in pass.outcome ? prepared.redactor.text(String(pass.outcome.error)) : null,
    durationMs: pass?.duration ?? 0,
    recordedDurationMs: parts.cassette?.end?.totals.duration ?? null,
    originalCostUsd: recordedCost,
    replayCostUsd: liveCost,
    savingsUsd:
      recordedCost === null || liveCost === null ? null : Math.max(0, recordedCost - liveCost),
  }
}

function missingTakes({ cassette, takes }: PreparedRun): { missingTakes?: number } {
  const missing = countMissingTakes(cassette, takes)
  return missing === 0 ? {} : { missingTakes: missing }
}

function finalOutputs(
  prepared: PreparedRun,
  pass: AgentPass | null,
  { mode, cassette }: ResultParts,
  omitted: Omitted[],
): RunReport['finalOutput'] {
  const { contents, redactor } = prepared
  const outcome = (end: Pick<CassetteEnd, 'output' | 'error'>, part: Omitted['part']): Outcome => {
    if (end.error) return { error: { name: end.error.name, message: end.error.message } }
    const output = end.output && contents.value(end.output.json, part, omitted)
    return output === undefined ? {} : { output }
  }
  const recorded = cassette?.end ? outcome(cassette.end, 'recorded') : null
  if (mode !== 'replay' || !pass) return { recorded, replayed: null }
  const replayed =
    'error' in pass.outcome
      ? { error: redactError(captureError(pass.outcome.error), redactor) }
      : { output: describeOutput(pass.outcome.output, redactor) }
  return { recorded, replayed: outcome(replayed, 'replayed') }
}

function recordingReceipt(pass: AgentPass | null): RunReport['receipt'] {
  const actions = pass?.run.timeline.actions ?? []
  return {
    served: actions.filter(({ treatment }) => treatment === 'equal').length,
    volatile: 0,
    anchored: 0,
    live: actions.filter(({ treatment }) => treatment === 'recorded' || treatment === 'live')
      .length,
    blocked: 0,
    unserved: 0,
  }
}

/** How a run stands until it has ended: with the actions that are over. */
export function interruptedReport(prepared: PreparedRun): RunReport {
  const run = passInProgress.get(prepared.contents)
  const pass: AgentPass | null = run
    ? { run, outcome: { output: undefined }, blockedBeforeEnd: 0, duration: run.timeline.now() }
    : null
  // Takes that are about to be recorded are not missing.
  const { missingTakes: _missing, ...report } = reportRun(prepared, pass, {
    mode: run?.options.plan ?? 'replay',
    verified: null,
  })
  const over = new Set(
    run?.timeline.actions.flatMap(({ fresh, error, index }) => (fresh || error ? [index] : [])),
  )
  const actions = report.actions.filter((action) => over.has(action.index))
  return {
    ...report,
    actions,
    finalOutput: { recorded: null, replayed: null },
    signals: runSignals(actions, prepared.contents, null),
    status: 'interrupted',
    error: 'the run did not end',
  }
}

/** What `replayRun` gives back. */
export function toResult(
  prepared: PreparedRun,
  pass: AgentPass,
  parts: ResultParts & {
    settle: (change: Partial<RunReport>) => void
    measure: () => Promise<Determinism>
  },
): ReplayRun<unknown> {
  const facts = reportRun(prepared, pass, parts)
  let { determinism } = facts
  const end = parts.cassette?.end
  const judged = parts.replayed ?? pass
  const budgeted = {
    costUsd: end?.totals.costUsd ?? null,
    tokens: tokensOf(end?.totals),
    actions: actionFacts(pass.run.timeline.actions, parts.mode === 'replay'),
    calls: calledActions(pass.run),
  }
  return {
    ...budgeted,
    report: facts,
    settle: parts.settle,
    name: prepared.name,
    runId: prepared.runId,
    mode: parts.mode,
    cassette: prepared.cassette,
    output: 'output' in pass.outcome ? pass.outcome.output : undefined,
    error: 'error' in pass.outcome ? pass.outcome.error : undefined,
    matchRate: facts.matchRate,
    divergences: facts.divergences,
    receipt: facts.receipt,
    get determinism() {
      return determinism
    },
    evaluateDeterminism(min) {
      const { pass: reached, message } = evaluateDeterminism(determinism, min)
      const why = determinism ? renderDeterminism(determinism).slice(1) : []
      return { pass: reached, message: [message, ...why.map(({ text }) => text)].join('\n') }
    },
    async measureDeterminism() {
      if (determinism || judged.run.options.guard?.error) return determinism
      determinism = await parts.measure()
      parts.settle({ determinism })
      return determinism
    },
    tolerated: judged.run.tolerated,
    blocked: judged.run.blocked,
    blockedBeforeError: judged.blockedBeforeEnd,
    ranAway: judged.run.options.guard?.reason,
    stopReason: end?.stopReason ?? null,
    explain: (divergences) => renderDivergences(divergences, { positions: countPositions(facts) }),
    evaluateBudget: (budget) => evaluateBudget(budgeted, budget),
  }
}

function tokensOf(
  totals: { inputTokens: number | null; outputTokens: number | null } | undefined,
): number | null {
  if (!totals || totals.inputTokens === null || totals.outputTokens === null) return null
  return totals.inputTokens + totals.outputTokens
}
