import type { Budget } from '../../core/analysis/budget.ts'
import type { RecordMode } from '../../core/cassette/record-mode.ts'
import type { CompareOptions } from '../../core/divergence/differences/tolerance-rules.ts'
import type { MatchRules } from '../../core/matching/match-options.ts'

/** What a run must reach. */
export interface Thresholds {
  /** 0 to 1; the share of aligned positions that match. */
  matchRate?: number
  /** How many blocked calls are accepted; with more, the test fails whatever else it says. @default 0 */
  blocked?: number
  /** 0 to 100: the determinism score; asks for further replays (option `replays`). */
  determinism?: number
}

/** What is pinned on purpose. What it settles is reported as pinned. */
export interface Freeze {
  /** The time that the agent reads; `true` is the time at which its recording began. */
  clock?: Date | string | number | true
  /** The seed of every random value that the agent draws. */
  random?: number | true
  /** An IANA name, such as `UTC`. Needs the pool `forks` and a test that is not concurrent. */
  timezone?: string
}

/** A determinism finding that is accepted. */
export interface Waiver {
  /** Its type or its cause. */
  finding: string
  /** The action's name; all actions where it is left out. */
  action?: string
  /** Shown in the report. */
  reason: string
}

/** What a run may take. */
export interface RunBudget extends Budget {
  /**
   * How many actions a replay may make beyond the recorded ones. The rest of a budget is judged after the run; one more
   * than this ends it. @default twice the recorded number, at least 10
   */
  extraActions?: number
}

/**
 * Which requests are the same. Method, URL and body count, but for what a rule takes out of both sides.
 *
 * @example
 * match: {
 *   ignore: ['$.metadata.trace_id'],
 *   normalize: [{ pattern: /order-\d+/, as: 'order-N' }, { path: '$[0].query', with: 'trim', action: 'lookUp' }],
 * }
 */
export interface MatchOptions extends MatchRules {
  /** Header names that count too, e.g. `anthropic-version`. */
  headers?: string[]
}

/** A function or method to record: `[object, 'method']`, or a tool set `{ name: { execute } }`. */
export type ActionTargets = Record<string, unknown>

/** Options of `replayRun`. */
export interface RunOptions<Input = unknown> {
  /** Handed to the agent and kept in the cassette. */
  input?: Input
  /** The cassette's name; by default the test's full name. */
  cassette?: string
  /** The agent's name; by default the function's. */
  agent?: string
  workflow?: string
  tags?: string[]
  release?: string
  /** Named prompts, tool schemas, models; hashed, so that a change of one is named. */
  resources?: Record<string, unknown>
  mode?: RecordMode
  /** `false` leaves judging to the assertions. */
  thresholds?: Thresholds | false
  match?: MatchOptions
  /** What may differ in outputs; nothing by default. Requests are never compared with tolerance. */
  compare?: CompareOptions
  /** Kinds (`llm`, `http`, `tool`) or names of actions that run for real although the rest is replayed. */
  live?: string[]
  /** `continue` serves the nearest recorded answer and goes on; `fail` stops at the first divergence: everything after it is blocked. @default 'continue' */
  onDivergence?: 'continue' | 'fail'
  budget?: RunBudget
  /** Functions and methods to record for the length of the run. */
  actions?: ActionTargets
  /** The run is expected to throw: its error is its outcome, and is not thrown again. */
  expectError?: boolean
  /**
   * How many times the run is recorded, one after the other, where it is recorded. The first take is the one that is
   * replayed; the others lie beside it and tell `vitest-replay compare` what is chance and what is a change. Each runs
   * for real and costs as much as the first, so what tools change has to be put back by the agent's function itself.
   *
   * @default 1
   * @example
   * await replayRun(
   *   async (ticket) => {
   *     await resetOrders()
   *     return supportAgent(ticket)
   *   },
   *   { input: ticket, takes: 5 },
   * )
   */
  takes?: number
  /** `false` leaves out the replay that follows a recording. */
  verify?: boolean
  /**
   * How many further replays are made in another world (another time, other random values, answers in another order)
   * to measure determinism. @default 3 where a threshold asks for a score, else 0
   */
  replays?: number
  /** `false` leaves the clock and the sources of chance alone: they are neither recorded nor given back. @default true */
  environment?: boolean
  freeze?: Freeze
  /** Determinism findings that are accepted, with the reason. */
  waive?: Waiver[]
}
