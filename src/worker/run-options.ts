import { checkDeterminismOptions } from './determinism-options.ts'
import type { Budget } from '../core/analysis/budget.ts'
import { MAX_TAKES } from '../core/cassette/cassette-path.ts'
import { findRuleProblem, type CompareOptions } from '../core/divergence/tolerance-rules.ts'
import { ReplayError } from '../core/errors.ts'
import { readMatchRules, type MatchRules } from '../core/matching/match-options.ts'
import type { RecordMode } from '../core/cassette/record-mode.ts'

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

const KNOWN = new Set([
  'input',
  'cassette',
  'agent',
  'workflow',
  'tags',
  'release',
  'resources',
  'mode',
  'thresholds',
  'match',
  'compare',
  'live',
  'onDivergence',
  'budget',
  'actions',
  'expectError',
  'takes',
  'verify',
  'replays',
  'environment',
  'freeze',
  'waive',
])

const COUNT = 'Give a whole number, 0 or more'
const isTakes = (value: unknown) => isCount(value) && value !== 0 && (value as number) <= MAX_TAKES
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

/** Refuses an option that is misspelt or of the wrong kind, before anything runs. */
export function checkRunOptions(options: RunOptions<never>): void {
  const refuse = (field: string, reason: string, remedy: string): never => {
    throw new ReplayError('OPTION_INVALID', {
      attempted: 'Failed to start replayRun()',
      reason: `the option "${field}" ${reason}`,
      remedy,
      location: { field },
    })
  }
  for (const key of Object.keys(options)) {
    if (!KNOWN.has(key)) refuse(key, 'does not exist', `Use one of ${[...KNOWN].join(', ')}`)
  }
  const { thresholds, cassette, onDivergence, live, tags, actions, compare, budget } = options
  if (thresholds !== undefined && thresholds !== false) {
    const rate = thresholds.matchRate
    if (rate !== undefined && !(rate >= 0 && rate <= 1)) {
      refuse(
        'thresholds.matchRate',
        `is ${String(rate)}`,
        'Give a number from 0 to 1; 1 means that everything matches',
      )
    }
    if (thresholds.blocked !== undefined && !isCount(thresholds.blocked))
      refuse('thresholds.blocked', `is ${String(thresholds.blocked)}`, COUNT)
  }
  checkDeterminismOptions(options, refuse)
  const extra = budget?.extraActions
  if (extra !== undefined && !isCount(extra))
    refuse('budget.extraActions', `is ${String(extra)}`, COUNT)
  if (options.takes !== undefined && !isTakes(options.takes))
    refuse('takes', `is ${String(options.takes)}`, `Give a whole number from 1 to ${MAX_TAKES}`)
  const problem = compare === undefined ? undefined : findRuleProblem(compare)
  if (problem) refuse(problem.field, problem.reason, problem.remedy)
  if (cassette !== undefined && (typeof cassette !== 'string' || cassette.trim() === '')) {
    refuse('cassette', 'is no name', 'Give a name such as "refund flow"; it becomes the file name')
  }
  if (onDivergence !== undefined && onDivergence !== 'continue' && onDivergence !== 'fail') {
    refuse('onDivergence', `is "${String(onDivergence)}"`, 'Use "continue" or "fail"')
  }
  checkMatch(options.match, refuse)
  for (const [field, list] of Object.entries({ live, tags })) {
    if (
      list !== undefined &&
      !(Array.isArray(list) && list.every((entry) => typeof entry === 'string'))
    ) {
      refuse(field, 'is no list of strings', `Write ${field}: ['...']`)
    }
  }
  if (actions !== undefined && (typeof actions !== 'object' || actions === null)) {
    refuse('actions', 'is no object', "Write actions: { refund: [orders, 'refund'] }")
  }
}

function checkMatch(
  match: MatchOptions | undefined,
  refuse: (field: string, reason: string, remedy: string) => never,
): void {
  if (match === undefined) return
  if (typeof match !== 'object' || match === null)
    refuse('match', 'is no object', "Write match: { ignore: ['$.metadata.trace_id'] }")
  for (const key of Object.keys(match)) {
    if (!['headers', 'ignore', 'normalize'].includes(key))
      refuse(`match.${key}`, 'does not exist', 'Use headers, ignore or normalize')
  }
  readMatchRules(match, 'call')
}
