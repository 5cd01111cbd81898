import { z } from 'zod'
import { FAILURE_CLASSES, type FailureClass } from '../analysis/failure/classes.ts'
import { SourceSchema } from '../divergence/schema.ts'
import { TraceIdSchema } from './action-schema.ts'

const Count = z.number().int().nonnegative()
const Milliseconds = z.number().nonnegative()

const FailureClassSchema = z.enum(Object.keys(FAILURE_CLASSES) as [FailureClass, ...FailureClass[]])
const LayerSchema = z
  .enum(['configuration', 'connection', 'instructions', 'model', 'code'])
  .nullable()

/**
 * `observed` in this run; `reproduced`: the same answers led to the same failure, each time; `confirmed`: it was gone each time
 * once the suspected answer or line was changed. Only what is confirmed is a cause.
 */
const DiagnosisStatusSchema = z.enum(['observed', 'reproduced', 'confirmed'])

/** An action that a diagnosis refers to. */
const SpanSchema = z.object({ index: Count, name: z.string() }).strict()

/** The numbers of replays of a failure that failed with the same answers, and of those without it once one thing was changed. */
const TrialCountsSchema = z
  .object({
    unchanged: z.object({ failed: Count, of: Count }).strict(),
    changed: z
      .object({
        what: z.enum(['answer', 'code']),
        /** The action whose answer was changed. */
        at: Count.nullable(),
        gone: Count,
        of: Count,
      })
      .strict()
      .nullable(),
  })
  .strict()

/** The differences since the last execution of the same test that passed. */
const ReleaseDiffSchema = z
  .object({
    /** The share of its executions that failed in this release, less that in the release before; `null` where it is not known. */
    errorRate: z.number().min(-1).max(1).nullable(),
    /** The last execution that passed; `null` where the store of runs has none. */
    lastPassed: z
      .object({
        traceId: TraceIdSchema,
        startedAt: z.iso.datetime(),
        release: z.string().nullable(),
        sha: z.string().nullable(),
      })
      .strict()
      .nullable(),
    /** The differences from it, a line each, at most twelve. */
    changes: z.array(z.string()),
  })
  .strict()
export type ReleaseDiff = z.infer<typeof ReleaseDiffSchema>

/** The walk through a failed run: what it tried, how far it went as expected, where it went wrong, how it ended. */
const StorySchema = z
  .object({
    tried: z.string(),
    expectedUntil: z.string(),
    wentWrong: z.string(),
    ended: z.string(),
  })
  .strict()
export type Story = z.infer<typeof StorySchema>

/** A call that ended well with a result that may have misled the agent. */
const SuspiciousResultSchema = SpanSchema.extend({
  kind: z.enum(['error_result', 'empty_result', 'changed_shape', 'page_result']),
  /** The JSON paths whose type changed. */
  paths: z.array(z.string()),
  /** The error that the result tells of. */
  said: z.string().optional(),
}).strict()

/** A step that may have decided the failure, with what speaks for it. */
const SuspectSchema = SpanSchema.extend({ reasons: z.array(z.string()) }).strict()

/** A possible explanation of a failure, and what speaks for it. */
const HypothesisSchema = z
  .object({
    statement: z.string(),
    layer: LayerSchema,
    status: DiagnosisStatusSchema,
    /** Indices of actions. */
    evidence: z.array(Count),
    remedy: z.string(),
    prevention: z.string(),
    /** A command that tries it; `null` where no command does. */
    command: z.string().nullable(),
  })
  .strict()

/** The known facts of why a run failed. Times are those of the recording, in milliseconds. */
export const DiagnosisSchema = z
  .object({
    errorClass: FailureClassSchema,
    /** The part of the system that has to be looked at; `null` where the class alone does not tell. */
    layer: LayerSchema,
    /** The cause as a code: the class, or an entry of the option `diagnose`. */
    cause: z.string(),
    statement: z.string(),
    status: DiagnosisStatusSchema,
    stopReason: z.string(),
    firstErrorSpan: SpanSchema.extend({
      errorClass: FailureClassSchema,
      /** Its error, where it is another than the one that the statement names. */
      said: z.string().optional(),
    }).nullable(),
    /** The model call or step that asked for the failing action. */
    decisionBehindIt: SpanSchema.nullable(),
    slowestSpan: SpanSchema.extend({ recordedDuration: Milliseconds }).nullable(),
    repeatedToolCalls: z.array(
      z.object({ name: z.string(), count: Count, actions: z.array(Count) }).strict(),
    ),
    /** Actions that failed after the first one: secondary errors. */
    laterErrors: z.array(Count),
    story: StorySchema.optional(),
    /** The last action from which the run could still have succeeded; `null` where it is its start. */
    lastGoodSpan: SpanSchema.nullable().optional(),
    suspiciousResults: z.array(SuspiciousResultSchema).optional(),
    /** The steps that may have decided the failure, the likeliest first: a list to look through, not an answer. */
    suspects: z.array(SuspectSchema).optional(),
    /** The credential of the failed call: absent, there and rejected, or there where something else failed. Never a value. */
    credential: z
      .object({ name: z.string().nullable(), state: z.enum(['absent', 'present', 'rejected']) })
      .strict()
      .optional(),
    /** Where the cause is described: the documentation of the provider, the library or the platform. */
    link: z.string().optional(),
    trials: TrialCountsSchema.optional(),
    /** The 95th percentile of the recorded latency of the suite's runs; `null` where it is not known. */
    runLatencyP95Ms: Milliseconds.nullable(),
    /** The differences since it passed last; `null` where they are not known. */
    releaseDiff: ReleaseDiffSchema.nullable(),
    hypotheses: z.array(HypothesisSchema),
    remedy: z.string(),
    command: z.string().nullable(),
    /** The line that threw, or that called the failing action. */
    source: SourceSchema.nullable(),
  })
  .strict()
export type Diagnosis = z.infer<typeof DiagnosisSchema>
