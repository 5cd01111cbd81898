import type { Budget } from '../../core/options/budget-schema.ts'
import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import type { Divergence } from '../../core/divergence/schema.ts'
import type { ActionFacts } from '../../core/report/action-schema.ts'
import type { FaultOutcome, FaultsOptions } from '../../core/faults/fault.ts'
import type { Receipt } from '../../core/report/receipt-schema.ts'
import type { RunReport, Tolerated } from '../../core/report/schema.ts'
import type { CalledAction } from './judge-pass.ts'

/** A run compared with a limit, and that in words. */
export interface CheckedLimit {
  pass: boolean
  message: string
}

/** The outcome of a fork. */
export interface ForkFacts {
  at: number
  /** The path of its own recording. */
  cassette: string
  /** The number of actions that the recording answered, and of those that ran for real. */
  served: number
  live: number
  /** The output is that of the recording that it left. */
  sameOutput: boolean
}

/** The result of `replayRun`. */
export interface ReplayRun<Output> {
  readonly name: string
  /** Names what was recorded: the same for every replay of it. */
  readonly runId: string
  /** Names this execution: a W3C trace id. */
  readonly traceId: string
  readonly mode: 'record' | 'replay' | 'extend'
  /** The outcome of the option `fork`. */
  readonly fork?: ForkFacts
  /** The path of the cassette. */
  readonly cassette: string
  readonly output: Output
  /** The error of the agent, with the option `expectError`. */
  readonly error: unknown
  /** Matched positions / all aligned positions, 0 to 1; of a recording, that of the replay that verified it; `null` without one. */
  readonly matchRate: number | null
  readonly divergences: readonly Divergence[]
  readonly receipt: Receipt
  /** The score of further replays under another clock, other chance and another order; `null` until it was measured. */
  readonly determinism: Determinism | null
  readonly actions: readonly ActionFacts[]
  /** Differences of outputs that a rule of the option `compare` allows; the first hundred. */
  readonly tolerated: readonly Tolerated[]
  /** A message for each blocked request. */
  readonly blocked: readonly string[]
  /** The last model call's stop reason, in the provider's word. */
  readonly stopReason: string | null
  /** The cost of the recording, in USD; `null` where a price is unknown. */
  readonly costUsd: number | null
  /** Input and output tokens of the recording; `null` where a response named none. */
  readonly tokens: number | null
  readonly calls: readonly CalledAction[]
  /**
   * Runs the agent again from the recording, each time with one fault in place of a recorded answer, and judges how it bears it.
   * Nothing is live, and no back-off takes time.
   *
   * @example
   * const outcomes = await run.withFaults({ at: 'chat *', faults: ['rate_limited', 'empty_answer'] })
   * expect(outcomes).toRecover()
   */
  readonly withFaults: (options?: FaultsOptions<Output>) => Promise<FaultOutcome[]>
  /** Adds a remark to the run, for whoever looks at it later. */
  readonly note: (text: string) => void
  /** Gives the run a score, as the agent's `context.score` does. */
  readonly score: (name: string, value: number) => void
  /** The scores of the run by their names. */
  readonly scores: Readonly<Record<string, number>>
  /** Describes divergences for people, line by line. */
  readonly explain: (divergences: readonly Divergence[]) => string[]
  /**
   * Evaluates the run against a budget.
   *
   * @note Carried along like `explain`, so that the setup file, which every test file has, need not load it.
   * @internal
   */
  readonly evaluateBudget: (budget: Budget) => CheckedLimit
  /** Evaluates its score against a threshold. @internal */
  readonly evaluateDeterminism: (min: number) => CheckedLimit
  /** Measures determinism, unless that was done already. @internal */
  readonly measureDeterminism: () => Promise<Determinism | null>
  /** The reason for ending the replay before the agent did. @internal */
  readonly ranAway: string | undefined
  /** The failure of a replay in which not all ended that its agent had begun. @internal */
  readonly unended: Error | undefined
  /** The names of the runs that were open while this one was recorded. @internal */
  readonly beside: readonly string[]
  /** The processes that a rule dropped in the replay, also in the one that verified a recording. @internal */
  readonly dropped: readonly string[]
  /** Calls that were blocked before the agent threw. @internal */
  readonly blockedBeforeError: number
  /** @internal */
  readonly report: RunReport
  /** @internal */
  readonly publish: (report: RunReport) => void
}
