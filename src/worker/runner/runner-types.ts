import type { Budget } from '../../core/options/budget-schema.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import type { JsonValue } from '../../core/json.ts'
import type { ModelMessage } from '../../core/providers/model-call.ts'
import type { ActionFacts } from '../../core/report/action-schema.ts'
import type { Signals } from '../../core/report/schema.ts'
import type { SpanFilter } from '../../core/run-events/span-filter.ts'
import type { AgentLike } from '../prepare/agent.ts'
import type { ReplayRun } from '../report/run-types.ts'
import type { ResourceType } from './check-resources.ts'

/** An action of a run with what it was asked and returned; `undefined` where there was nothing. */
export interface RunSpan extends ActionFacts {
  inputs: JsonValue | undefined
  outputs: JsonValue | undefined
}

/**
 * The way in which a step is run.
 *
 * - `replay`: from its recording, which has to exist.
 * - `record`: live, and recorded in the place of what is there.
 * - `live`: live and beside the recordings, which stay as they are. Needs a budget; never in CI, nor with `VITEST_REPLAY=none`.
 */
export type StepMode = 'record' | 'replay' | 'live'

/** Options of one step. */
export interface StepOptions {
  /** The name of its recording; by default the agent's and the beginning of the input. */
  name?: string
  /** In the place of those of the runner that have the same names. */
  resources?: Record<string, unknown>
  mode?: StepMode
  budget?: Budget
  tags?: string[]
}

/** Options of a runner: those of a run that hold for each step, too. */
export interface AgentRunnerOptions<Input, Output>
  extends
    Omit<StepOptions, 'name'>,
    Pick<RunOptions, 'actions' | 'policy' | 'live' | 'match' | 'compare' | 'errors' | 'workflow'> {
  /** A function, an object with a method `run`, or a class of such objects. */
  agent: AgentLike<Input, Output>
  /** The file beside which its recordings are kept; by default that of the test. */
  beside?: string
  /** Its name; by default that of the function or the class. */
  name?: string
  /** The resources that the agent takes, with their types; without it, those of `resources`. */
  requires?: Record<string, ResourceType>
  /** Called with each action as it ends. */
  onSpan?: (span: RunSpan) => void
}

/** The test that a run becomes. */
export interface SavedTest {
  /** The path of the test file, which must not exist. */
  file: string
  /** The module of the agent, and the names of its exports; `default` for the default one. */
  module: string
  exports?: { agent?: string; actions?: string; resources?: string }
  /** The name of the test; by default that of the run. */
  name?: string
}

/** One run of an agent, as a runner returns it. */
export interface AgentRun<Output> {
  /** `diverged` where a replay is not what was recorded, or a call was blocked. */
  readonly status: 'success' | 'error' | 'diverged'
  readonly output: Output | undefined
  /** The error that the agent threw. */
  readonly error: unknown
  /**
   * The actions of the run that meet a filter.
   *
   * @example
   * run.spans({ type: 'tool' }).map(({ name, outputs }) => [name, outputs])
   */
  spans(filter?: SpanFilter): RunSpan[]
  /** The conversation with the model: what the last call asked, and its answer. */
  readonly messages: readonly ModelMessage[]
  readonly signals: Signals
  readonly scores: Readonly<Record<string, number>>
  /** The score that was given last; `null` where none was. */
  readonly finalScore: number | null
  /** The cost when it was recorded or ran live, in USD; `null` where a price is unknown. */
  readonly costUsd: number | null
  /** The result of `replayRun`. */
  readonly run: ReplayRun<Output>
  /**
   * Makes a test of the run: writes a test file that runs the agent with this input, and the recording as its cassette.
   *
   * @returns The path of the cassette.
   * @throws ReplayError `TEST_EXISTS`, `TEST_UNWRITABLE`
   */
  saveAsTest(test: SavedTest): string
}

/** Runs an agent, one input at a time. */
export interface AgentRunner<Input, Output> {
  /** The resources that are missing, misnamed or of the wrong type; nothing is run. */
  check(resources?: Record<string, unknown>): Promise<string[]>
  /**
   * Runs the agent once. An error of the agent is the outcome of the run, and is not thrown.
   *
   * @throws ReplayError `RESOURCE_INVALID` before anything is run, and what `replayRun` throws where it cannot run.
   */
  step(input: Input, options?: StepOptions): Promise<AgentRun<Output>>
}
