import { evaluateBudget } from '../../core/analysis/budget.ts'
import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import { evaluateDeterminism } from '../../core/analysis/determinism/score.ts'
import { renderBudget, renderDeterminismScore } from '../../core/words/render-thresholds.ts'
import { droppedProcesses } from '../../core/report/dropped-processes.ts'
import { countPositions } from '../../core/analysis/match-rate.ts'
import { renderDeterminism } from '../../core/words/render-determinism.ts'
import { renderDivergences } from '../../core/words/render-divergences.ts'
import type { AgentPass } from '../pass/agent-pass.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import type { FaultOutcome, FaultsOptions } from '../../core/faults/fault.ts'
import { actionFacts } from './action-facts.ts'
import { calledActions, sentWrites } from './judge-pass.ts'
import type { RunPublication } from './publish-run.ts'
import { reportRun, type ResultParts } from './run-report.ts'
import type { ReplayRun } from './run-types.ts'

/** Makes the result of `replayRun`. */
export function toResult(
  prepared: PreparedRun,
  pass: AgentPass,
  parts: ResultParts & {
    publication: RunPublication
    measure: () => Promise<Determinism>
    tryFaults: (options: FaultsOptions) => Promise<FaultOutcome[]>
  },
): ReplayRun<unknown> {
  const facts = reportRun(prepared, pass, parts)
  let { determinism } = facts
  const end = parts.cassette?.end
  const judged = parts.replayed ?? pass
  const duration = end?.totals.duration
  const seconds = duration === undefined ? null : duration / 1000
  const budgeted = {
    costUsd: end?.totals.costUsd ?? null,
    tokens: tokensOf(end?.totals),
    actions: actionFacts(pass.ledger.actions, {
      traceId: prepared.traceId,
      isReplay: parts.mode === 'replay',
    }),
    calls: calledActions(pass.ledger),
  }
  return {
    ...budgeted,
    report: facts,
    publish: parts.publication.publish,
    note: (text) => parts.publication.note(text),
    score: (name, value) => parts.publication.score(name, value),
    get scores() {
      const { scores = [] } = parts.publication.report
      return Object.fromEntries(scores.map(({ name, value }) => [name, value]))
    },
    async withFaults(options = {}) {
      const outcomes = await parts.tryFaults(options as FaultsOptions)
      parts.publication.tried(outcomes)
      return outcomes
    },
    name: prepared.name,
    runId: prepared.runId,
    traceId: prepared.traceId,
    mode: parts.mode,
    cassette: prepared.cassette,
    output: pass.outcome.kind === 'returned' ? pass.outcome.output : undefined,
    error: pass.outcome.kind === 'threw' ? pass.outcome.error : undefined,
    matchRate: facts.matchRate,
    divergences: facts.divergences,
    receipt: facts.receipt,
    get determinism() {
      return determinism
    },
    evaluateDeterminism(min) {
      const found = evaluateDeterminism(determinism, min)
      const why = determinism ? renderDeterminism(determinism).slice(1) : []
      const lines = [renderDeterminismScore(found), ...why.map(({ text }) => text)]
      return { pass: found.pass, message: lines.join('\n') }
    },
    async measureDeterminism() {
      if (determinism || judged.ledger.options.guard?.error) return determinism
      determinism = await parts.measure()
      parts.publication.update({ determinism })
      return determinism
    },
    tolerated: facts.tolerated ?? [],
    blocked: judged.ledger.blocked,
    blockedBeforeError: judged.blockedBeforeEnd,
    beside: (parts.mode === 'replay' ? end?.beside : pass.beside) ?? [],
    dropped: droppedProcesses(judged.ledger.policy.rows),
    unended: judged.ledger.unended,
    ranAway: judged.ledger.options.guard?.reason,
    stopReason: end?.stopReason ?? null,
    explain: (divergences) => renderDivergences(divergences, { positions: countPositions(facts) }),
    evaluateBudget(budget) {
      const writes = () => sentWrites(pass.ledger)
      const found = evaluateBudget({ ...budgeted, seconds, writes }, budget)
      return { pass: found.pass, message: renderBudget(found) }
    },
  }
}

function tokensOf(
  totals: { inputTokens: number | null; outputTokens: number | null } | undefined,
): number | null {
  if (!totals || totals.inputTokens === null || totals.outputTokens === null) return null
  return totals.inputTokens + totals.outputTokens
}
