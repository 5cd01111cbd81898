import type { z } from 'zod'
import type { RecordedError } from '../cassette/schema.ts'
import type { FAULT_KINDS } from './fault-kinds.ts'
import type { FaultOutcomeSchema, FaultVerdictSchema } from './fault-schema.ts'

/**
 * A fault in place of a recorded answer.
 *
 * - `rate_limited`, `server_error`, `overloaded`: status 429 with `retry-after`, 500, and 529 (503 where a provider has no 529), in
 *   the provider's own form.
 * - `connection_reset`, `time_out`: no answer, but the error of the client.
 * - `recorded_speed`, `slow`: the recorded answer, as late as it was recorded, and a minute late. The time passes on the clock of
 *   the run alone.
 * - `stream_cut`: a stream breaks off after an event. `truncated_json`: a body ends in the middle.
 * - `malformed_arguments`, `unknown_arguments`, `empty_answer`, `refusal`: what a model may answer with status 200.
 * - `tool_throws`, `tool_returns_nothing`: the end of a tool whose recorded output is served.
 * - `duplicate_delivery`: the call was carried out and its answer was lost, so that who asks again does it twice. Fits requests
 *   that create something and have no idempotency key; of tools, those that `faults` and `at` name.
 */
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultOptions {
  kind: FaultKind
  /** The number of times that it comes before the recorded answer does; 1 by default. */
  times?: number
  /** The number of events before a stream breaks off, half of them by default; of `slow`, those before it stalls. */
  after?: number
  /** The seconds by which an answer is `slow`; 60 by default. */
  seconds?: number
}

export type Fault = FaultKind | FaultOptions

/**
 * The judgement on a run with a fault in it.
 *
 * - `recovered`: it asked again and came to the recorded end.
 * - `recovered_otherwise`: it asked again and came to another end.
 * - `failed_cleanly`: it threw the error, or returned a value that says that it failed.
 * - `crashed`: it threw an error of its own that says nothing of the fault, as `Cannot read properties of undefined` does.
 * - `swallowed`: it returned as if nothing had happened, without the answer that it asked for.
 * - `done_twice`: it asked again for what had been done, although its answer was lost.
 * - `ran_away`: it made far more calls than were recorded, or came to no end.
 * - `left_recording`: it went on with a call that was not recorded, so the recording cannot tell how it would have ended.
 */
export type FaultVerdict = z.infer<typeof FaultVerdictSchema>

/** One run with a fault in it. */
export type FaultOutcome = z.infer<typeof FaultOutcomeSchema>

/** A run with a fault in it, as it is judged. */
export interface FaultyRun {
  /** Those that came. */
  faults: readonly FaultKind[]
  /** The texts of the fault, by which its error is recognised. */
  traces: readonly string[]
  /** It was given the answer in the end. */
  isAnswered: boolean
  /** It asked again for what had been done. */
  doneTwice: boolean
  ranAway: boolean
  /** The first call that was not recorded. */
  left: string | undefined
  /** The end is the recorded one. */
  isSame: boolean
  end: { error: RecordedError } | { saysFailure: boolean }
}

/** The argument of `run.withFaults`. */
export interface FaultsOptions<Output = unknown> {
  /**
   * The actions whose answers are replaced: a name with `*` as in reports (`chat *`, `refundOrder`), or a kind (`llm`, `http`,
   * `tool`); all by default.
   */
  at?: string
  /** All that fit, by default. Each is tried by itself, at each action. */
  faults?: readonly Fault[]
  /** Returns `true` for an output that says that the agent failed, in place of its words and fields. */
  saysFailure?: (output: Output) => boolean
  /**
   * Runs with several faults at once, drawn by a seed from those that the agent bears one by one. One that it does not bear is
   * shrunk to the fewest faults that it takes.
   */
  combinations?: {
    /** The number of faults in each; 2 by default. */
    of?: number
    /** The number of combinations; 20 by default. */
    runs?: number
    seed?: number
  }
  /** The maximum number of runs; 300 by default. */
  max?: number
}
