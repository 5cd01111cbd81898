import { relative } from 'node:path'
import { evaluateBudget } from '../core/analysis/budget.ts'
import { shortHash } from '../core/cassette/cassette-path.ts'
import type { Cassette } from '../core/cassette/schema.ts'
import { renderDivergences } from '../core/report/render-divergences.ts'
import type { RunReport } from '../core/report/schema.ts'
import { stableJson } from '../core/stable-json.ts'
import type { AgentPass } from './agent-pass.ts'
import { describeValue } from './describe-value.ts'
import { describeAsked, describeMatching } from './describe-matching.ts'
import type { PreparedRun } from './prepare-run.ts'
import { calledActions, reportActions, totalsOf, type Judgement } from './run-result.ts'
import type { ReplayRun } from './run-types.ts'
import { sharedState } from './test-context.ts'

/** A hash for each resource, so that a change of one is named without storing it. */
export function hashResources(resources: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [
      name,
      shortHash(stableJson(describeValue(resource).json)),
    ]),
  )
}

interface ResultParts {
  mode: RunReport['mode']
  cassette?: Cassette
  judgement?: Judgement | null
  /** The replay that was judged: the pass itself, or the one that verified it. */
  judged?: AgentPass
  verified: boolean | null
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
  const actions = pass ? reportActions(pass.run) : []
  return {
    runId: prepared.runId,
    name: prepared.name,
    test: { file: relative(root, context.file), fullName: context.fullName },
    attempt: context.attempt,
    agent: options.agent ?? null,
    workflow: options.workflow ?? null,
    tags: options.tags ?? [],
    status: 'passed',
    mode: parts.mode,
    cassette: relative(root, prepared.cassette),
    verified: parts.verified,
    matchRate: judgement?.matchRate ?? null,
    determinism: null,
    receipt: parts.mode === 'replay' && judgement ? judgement.receipt : recordingReceipt(pass),
    divergences: judgement?.divergences ?? [],
    ...describeMatching(judgement ? (parts.judged ?? pass) : null),
    ...(prepared.learns && pass ? { asked: describeAsked(pass, prepared.redactor) } : {}),
    actions,
    changedResources: parts.cassette
      ? changedResources(parts.cassette.header.resources, options.resources ?? {})
      : [],
    error:
      pass && 'error' in pass.outcome ? prepared.redactor.text(String(pass.outcome.error)) : null,
    durationMs: pass?.duration ?? 0,
    originalCostUsd: recordedCost,
    replayCostUsd: liveCost,
    savingsUsd:
      recordedCost === null || liveCost === null ? null : Math.max(0, recordedCost - liveCost),
  }
}

function recordingReceipt(pass: AgentPass | null): RunReport['receipt'] {
  const actions = pass?.run.timeline.actions ?? []
  return {
    served: actions.filter(({ treatment }) => treatment === 'equal').length,
    volatile: 0,
    live: actions.filter(({ treatment }) => treatment === 'recorded' || treatment === 'live')
      .length,
    blocked: 0,
    unserved: 0,
  }
}

function changedResources(
  recorded: Record<string, string>,
  present: Record<string, unknown>,
): string[] {
  const now = hashResources(present)
  return [...new Set([...Object.keys(recorded), ...Object.keys(now)])]
    .filter((name) => recorded[name] !== now[name])
    .sort()
}

/** How a run stands until it has ended. */
export function interruptedReport(prepared: PreparedRun): RunReport {
  return {
    ...reportRun(prepared, null, { mode: 'replay', verified: null }),
    status: 'interrupted',
    error: 'the run did not end',
  }
}

/** What `replayRun` gives back. */
export function toResult(
  prepared: PreparedRun,
  pass: AgentPass,
  parts: ResultParts & { settle: (report: RunReport) => void },
): ReplayRun<unknown> {
  const facts = reportRun(prepared, pass, parts)
  const end = parts.cassette?.end
  const budgeted = {
    costUsd: end?.totals.costUsd ?? null,
    tokens: tokensOf(end?.totals),
    actions: facts.actions,
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
    blocked: pass.run.blocked,
    stopReason: end?.stopReason ?? null,
    explain: renderDivergences,
    evaluateBudget: (budget) => evaluateBudget(budgeted, budget),
  }
}

function tokensOf(
  totals: { inputTokens: number | null; outputTokens: number | null } | undefined,
): number | null {
  if (!totals || totals.inputTokens === null || totals.outputTokens === null) return null
  return totals.inputTokens + totals.outputTokens
}
