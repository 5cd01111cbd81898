import type { RecordedSide } from '../../divergence/sides.ts'
import type { Divergence, SourceLocation } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'
import type { Cassette, ModelFacts } from '../../cassette/schema.ts'
import type { ErrorFacts } from '../../report/action-schema.ts'
import type { RunReport } from '../../report/schema.ts'
import type { Contents } from '../../report/contents/contents.ts'

/**
 * The source of a run, by which equal runs are known without reading what they asked and got. Of a report's run it is
 * the recording that it replayed, or what was performed in it.
 */
export type RunSource =
  | { readonly kind: 'cassette'; readonly cassette: Cassette }
  | {
      readonly kind: 'report'
      readonly part: 'recorded' | 'performed'
      readonly run: RunReport
      readonly contents: Contents
    }

/** An action as it was done, live or in a replay. */
export interface PerformedAction extends RecordedSide {
  readonly outcome: 'success' | 'error' | 'blocked'
  readonly error: ErrorFacts | null
  readonly status: number | null
  /** The facts of a model call; `null` for all else. */
  readonly llm: Pick<ModelFacts, 'provider' | 'model' | 'usage' | 'costUsd' | 'stopReason'> | null
  readonly source: SourceLocation | null
  /** All that came back, also what no divergence shows: headers, ids, how a stream ended. */
  readonly received?: JsonValue | undefined
}

/** One execution of an agent, recorded or replayed, as a comparison looks at it. */
export interface PerformedRun {
  readonly actions: readonly PerformedAction[]
  /** Its end; `null` where it was cut off. */
  readonly end: {
    readonly output: JsonValue | undefined
    readonly error: ErrorFacts | null
  } | null
  /** In the words of the signals: `success`, `tool_error:<name>`, `max_steps`, ... */
  readonly stopReason: string
  readonly errorClass: string | null
  readonly repeatedToolCalls: number
  /** Absent for what was made by hand. */
  readonly from?: RunSource
}

/** A recording: what a live run did, and what it took. */
export interface Recording extends PerformedRun {
  /** It comes from the cassette's path: every recording of one cassette has the same. See `isSameRecording`. */
  readonly runId: string
  readonly recordedAt: string
  readonly release: string | null
  /** The test's status, from a report; absent or `null` where no report has it. */
  readonly status?: Replay['status'] | null
  readonly resources: Readonly<Record<string, string>>
  readonly packages: Readonly<Record<string, string>>
  readonly costUsd: number | null
  readonly tokens: number | null
  readonly durationMs: number | null
}

/** A replay, as a report has it. */
export interface Replay extends PerformedRun {
  /** The recording that it replayed; its fields are `null` where the report does not have them. */
  readonly recording: { readonly recordedAt: string | null; readonly release: string | null }
  readonly status: 'passed' | 'failed' | 'interrupted'
  readonly matchRate: number | null
  readonly determinism: number | null
  /** Where it left its recording, as the worker found it with the rules of the test in force. */
  readonly divergences: readonly Divergence[]
  readonly volatile: number
  /** Places of outputs that a rule of the test allowed to differ. */
  readonly tolerated: number
  readonly changedResources: readonly string[]
}

/** All that one side knows of one test's run. */
export interface ReleaseRun {
  /** The key that pairs the two sides: the project, the test and the cassette. */
  readonly identity: { project: string; file: string; fullName: string; cassette: string }
  /** It is known from cassettes alone: it may be the run of several projects and tests, or of none. */
  readonly isStored?: true
  /** It is in no report of its side, though there is one: its test was not run with the others. */
  readonly isUnreported?: true
  readonly name: string
  readonly agent: string | null
  readonly workflow: string | null
  readonly tags: readonly string[]
  readonly input: JsonValue | undefined
  /** The takes, in order; empty where only a replay is known. */
  readonly recordings: readonly Recording[]
  readonly replay: Replay | null
}

/** One of two releases that are compared. */
export interface ReleaseSide {
  /** The name by which it was asked for: a path, or `git:<ref>`. */
  readonly label: string
  readonly release: string | null
  readonly commit: string | null
  readonly runs: readonly ReleaseRun[]
  /** Remarks for a reader on how the side was read: what was left out, and why. */
  readonly notes?: readonly string[]
}
