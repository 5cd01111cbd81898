import type { Budget } from '../../core/analysis/budget.ts'
import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import type { Verdict } from '../../core/analysis/verdict.ts'
import type { Divergence } from '../../core/divergence/schema.ts'
import type { ActionFacts } from '../../core/report/action-schema.ts'
import type { Receipt, RunReport, Tolerated } from '../../core/report/schema.ts'
import type { CalledAction } from './judge-pass.ts'

/** What `replayRun` gives back. */
export interface ReplayRun<Output> {
  readonly name: string
  readonly runId: string
  readonly mode: 'record' | 'replay' | 'extend'
  /** The path of the cassette. */
  readonly cassette: string
  readonly output: Output
  /** What the agent threw, with the option `expectError`. */
  readonly error: unknown
  /** Matched positions / all aligned positions, 0 to 1; of a recording, that of the replay that verified it; `null` without one. */
  readonly matchRate: number | null
  readonly divergences: readonly Divergence[]
  readonly receipt: Receipt
  /** How far the run does the same in another world; `null` until it was measured. */
  readonly determinism: Determinism | null
  readonly actions: readonly ActionFacts[]
  /** Where outputs differ, and a rule of the option `compare` took them as equal; the first hundred. */
  readonly tolerated: readonly Tolerated[]
  /** What was said of each blocked request. */
  readonly blocked: readonly string[]
  /** The last model call's stop reason, in the provider's word. */
  readonly stopReason: string | null
  /** What the recording cost, in USD; `null` where a price is unknown. */
  readonly costUsd: number | null
  /** Input and output tokens of the recording; `null` where a response told none. */
  readonly tokens: number | null
  readonly calls: readonly CalledAction[]
  /** Describes divergences for people, line by line. */
  readonly explain: (divergences: readonly Divergence[]) => string[]
  /**
   * Holds the run against a budget.
   *
   * @note Carried along like `explain`, so that the setup file, which every test file has, need not load it.
   * @internal
   */
  readonly evaluateBudget: (budget: Budget) => Verdict
  /** Holds its score against a threshold. @internal */
  readonly evaluateDeterminism: (min: number) => Verdict
  /** Measures determinism, where that was not done yet. @internal */
  readonly measureDeterminism: () => Promise<Determinism | null>
  /** Why the replay was ended before the agent did. @internal */
  readonly ranAway: string | undefined
  /** How many calls were blocked before the agent threw. @internal */
  readonly blockedBeforeError: number
  /** @internal */
  readonly report: RunReport
  /** @internal */
  readonly settle: (change: Partial<RunReport>) => void
}
