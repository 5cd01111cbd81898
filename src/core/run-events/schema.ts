import { z } from 'zod'
import { ReportActionSchema, SpanIdSchema, TraceIdSchema } from '../report/action-schema.ts'
import { NoteSchema } from '../report/note-schema.ts'
import { ContentsSchema, RunReportSchema } from '../report/schema.ts'
import { RUN_EVENTS_VERSION } from './version.ts'

const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

const EventShape = {
  traceId: TraceIdSchema,
  /** When it happened (ISO 8601). */
  at: z.iso.datetime(),
}

/** Where an execution took place. */
export const ExecutionPlaceSchema = z
  .object({
    /** The release under test: the option, or the version of the package and the commit. */
    release: z.string().nullable(),
    /** The version in the project's `package.json`. */
    packageVersion: z.string().nullable(),
    /** The commit that is checked out. */
    sha: z.string().nullable(),
    /** The job in CI, as its provider names it. */
    ciJob: z.string().nullable(),
    /** The test run that it is part of. */
    session: z.string(),
    worker: z
      .object({ id: z.string().nullable(), pid: Count, processStarted: z.string().optional() })
      .strict(),
    node: z.string(),
    platform: z.string(),
  })
  .strict()
export type ExecutionPlace = z.infer<typeof ExecutionPlaceSchema>

/** The facts of a run that are known before its agent starts. */
export const StartedRunSchema = RunReportSchema.pick({
  runId: true,
  name: true,
  project: true,
  test: true,
  attempt: true,
  agent: true,
  workflow: true,
  tags: true,
  startedAt: true,
  mode: true,
  cassette: true,
  take: true,
  trial: true,
  input: true,
  omitted: true,
})
export type StartedRun = z.infer<typeof StartedRunSchema>

const RunCreatedSchema = z
  .object({
    event: z.literal('run_created'),
    version: z.literal(RUN_EVENTS_VERSION),
    ...EventShape,
    run: StartedRunSchema,
    /** The number of actions in its recording; absent where it is recorded. */
    recordedActions: Count.optional(),
    environment: ExecutionPlaceSchema,
    contents: ContentsSchema,
  })
  .strict()
export type RunCreated = z.infer<typeof RunCreatedSchema>

/** An action that is over. Of two with the same index the later one counts. */
const ActionCreatedSchema = z
  .object({
    event: z.literal('action_created'),
    ...EventShape,
    action: ReportActionSchema,
    /** The parts that it refers to, as far as no earlier event has them. */
    contents: ContentsSchema.optional(),
  })
  .strict()

/** Something that was printed within a run, redacted. */
export const ConsoleLineSchema = z
  .object({
    at: z.iso.datetime(),
    /** The action that printed it; `null` for the agent itself. */
    spanId: SpanIdSchema.nullable(),
    stream: z.enum(['stdout', 'stderr']),
    text: z.string(),
  })
  .strict()
export type ConsoleLine = z.infer<typeof ConsoleLineSchema>

const ConsoleEventSchema = ConsoleLineSchema.extend({
  event: z.literal('console'),
  traceId: TraceIdSchema,
})

const NoteEventSchema = NoteSchema.extend({ event: z.literal('note'), traceId: TraceIdSchema })

/** A name that somebody gave a run after it had ended. */
const LabelEventSchema = z
  .object({ event: z.literal('label'), ...EventShape, text: z.string() })
  .strict()

/** The recording of a run that failed: a whole cassette, which can be replayed. */
const CassetteEventSchema = z
  .object({ event: z.literal('cassette'), ...EventShape, text: z.string() })
  .strict()

/** Everything of the run's report but its actions. */
const RunReportedSchema = z
  .object({
    event: z.literal('run_reported'),
    ...EventShape,
    run: RunReportSchema.omit({ actions: true }),
    contents: ContentsSchema.optional(),
  })
  .strict()

/** The facts of a run that has ended that lists of runs show. */
export const EndSummarySchema = z
  .object({
    actions: Count,
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: z.number().min(0).max(100).nullable(),
    divergences: Count,
    stopReason: z.string(),
    errorClass: z.string().nullable(),
    error: z.string().nullable(),
    durationMs: z.number().nonnegative(),
    recordedDurationMs: z.number().nonnegative().nullable(),
    /** The cost of the recording. */
    originalCostUsd: Usd,
    /** The cost of this execution. */
    costUsd: Usd,
    models: z.array(z.string()),
    /** The causes that broke it, the same for executions with the same cause; absent where nothing did, and in earlier files. */
    fingerprints: z.array(z.string()).optional(),
    /** The failure of its agent alone, where its test has more to say. */
    failure: z.string().optional(),
    /** The line that failed, with a hash of its text. */
    failedLine: z.object({ file: z.string(), line: Count, hash: z.string() }).strict().optional(),
  })
  .strict()
export type EndSummary = z.infer<typeof EndSummarySchema>

const RunCompletedSchema = z
  .object({ event: z.literal('run_completed'), ...EventShape, summary: EndSummarySchema })
  .strict()

const RunFailedSchema = z
  .object({
    event: z.literal('run_failed'),
    ...EventShape,
    /** `interrupted` where it was cut off: by the time limit of its test, or with its process. */
    status: z.enum(['failed', 'interrupted']),
    reason: z.string(),
    /** `null` where its process is gone, and its results with it. */
    summary: EndSummarySchema.nullable(),
  })
  .strict()

/** A line of `.vitest-replay/runs/<trace id>.jsonl`. */
export const RunEventSchema = z.discriminatedUnion('event', [
  RunCreatedSchema,
  ActionCreatedSchema,
  ConsoleEventSchema,
  NoteEventSchema,
  LabelEventSchema,
  CassetteEventSchema,
  RunReportedSchema,
  RunCompletedSchema,
  RunFailedSchema,
])
export type RunEvent = z.infer<typeof RunEventSchema>

/** The event that ends a run. */
export type RunEnded = Extract<RunEvent, { event: 'run_completed' | 'run_failed' }>

/** Returns `true` for the event that ends a run. */
export function isEndOfRun(event: RunEvent): event is RunEnded {
  return event.event === 'run_completed' || event.event === 'run_failed'
}
