import type { Budget } from './core/options/budget-schema.ts'
import type { DivergenceKind } from './core/divergence/schema.ts'
import type { FaultVerdict } from './core/faults/fault.ts'

// Running an agent.
export { createAgentRunner, replayProcess, replayRun } from './worker/index.ts'
export { action } from './worker/wrap/actions.ts'

// Errors.
export { ReplayError } from './core/errors.ts'
export { ReplayAssertionError } from './worker/run/replay-assertion-error.ts'

// Type definitions.
export type { ActionOptions } from './worker/wrap/actions.ts'
export type { ForkFacts, ReplayRun } from './worker/report/run-types.ts'
export type { ProcessOptions } from './worker/index.ts'
export type { ProgramOutput } from './worker/run/run-program.ts'
export type { Agent, AgentContext, AgentLike, AgentObject } from './worker/prepare/agent.ts'
export type {
  AgentRun,
  AgentRunner,
  AgentRunnerOptions,
  SavedTest,
  RunSpan,
  StepMode,
  StepOptions,
} from './worker/runner/runner-types.ts'
export type { ResourceType } from './worker/runner/check-resources.ts'
export type { SpanFilter } from './core/run-events/span-filter.ts'
export type { ModelMessage } from './core/providers/model-call.ts'
export type { Signals } from './core/report/schema.ts'
export type { CalledAction } from './worker/report/judge-pass.ts'
export type {
  Approver,
  Freeze,
  RunOptions,
  Thresholds,
  Waiver,
} from './core/options/run-options.ts'
export type { Budget, RunBudget } from './core/options/budget-schema.ts'
export type {
  IgnoreRule,
  MatchOptions,
  MatchRules,
  NormalizeRule,
} from './core/options/match-schema.ts'
export type { CompareOptions, ToleranceRule } from './core/options/compare-schema.ts'
export type { Determinism, DeterminismFinding } from './core/analysis/determinism/schema.ts'
export type { Cause, Divergence, DivergenceKind, SourceLocation } from './core/divergence/schema.ts'
export type { Receipt } from './core/report/receipt-schema.ts'
export type { Tolerated } from './core/report/schema.ts'
export type { ActionFacts } from './core/report/action-schema.ts'
export type {
  Fault,
  FaultKind,
  FaultOptions,
  FaultOutcome,
  FaultsOptions,
  FaultVerdict,
} from './core/faults/fault.ts'
export type { RecordMode } from './core/cassette/record-mode.ts'

interface ReplayMatchers {
  /**
   * The run's match rate (matched positions / all aligned positions, 0 to 1) is at least this, and
   * nothing was blocked.
   *
   * @example
   * expect(run).toHaveMatchRate(1)
   */
  toHaveMatchRate(min: number): void
  /**
   * The run's determinism score (stable positions / all positions, 0 to 100) is at least this; 90
   * by default. Without an option for the replays it takes, they are made now: await it.
   *
   * @example
   * await expect(run).toBeDeterministic(90)
   */
  toBeDeterministic(min?: number): Promise<void>
  /** Nothing diverged, nothing was blocked, nothing recorded was left over. */
  toMatchCassette(): void
  /** Nothing diverged (in this way). */
  toHaveNoDivergence(kind?: DivergenceKind): void
  /**
   * The run called this action (with this input: the arguments' list where there are several).
   *
   * @example
   * expect(run).toHaveCalled('refundOrder')
   */
  toHaveCalled(name: string, input?: unknown): void
  /**
   * The last model call stopped for this reason, in the provider's word (`stop`, `tool_calls`, `end_turn`, ...); `interrupted`
   * for a run that ended while it waited for a person.
   */
  toHaveStopReason(reason: string): void
  /**
   * The agent bore every fault of `run.withFaults`: it recovered, or failed and said so. Faults after which it went on with a call
   * that was not recorded are not judged; one of them at least has to be.
   *
   * @param options `accept` lists the verdicts that count as borne, in place of these.
   *
   * @example
   * expect(await run.withFaults({ at: 'chat *' })).toRecover()
   */
  toRecover(options?: { accept?: readonly FaultVerdict[] }): void
  /** The run cost no more than this. An unknown price exceeds any limit in USD. */
  toStayWithinBudget(budget: Budget): void
}

// @note Both of Vitest's majors see this augmentation; those of `Matchers` and `Assertion` differ between them.
declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace Chai {
    interface Assertion extends ReplayMatchers {}
  }
}
