import { z } from 'zod'
import { FAILURE_CLASSES, type FailureClass } from '../analysis/failure/classes.ts'
import { SourceSchema } from '../divergence/schema.ts'

const Count = z.number().int().nonnegative()
const Milliseconds = z.number().nonnegative()

const FailureClassSchema = z.enum(Object.keys(FAILURE_CLASSES) as [FailureClass, ...FailureClass[]])
const LayerSchema = z
  .enum(['configuration', 'connection', 'instructions', 'model', 'code'])
  .nullable()

/** `observed` in this run, or `reproduced`: the same answers led to the same failing action. */
const DiagnosisStatusSchema = z.enum(['observed', 'reproduced', 'confirmed'])

/** An action that a diagnosis refers to. */
const SpanSchema = z.object({ index: Count, name: z.string() }).strict()

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
    firstErrorSpan: SpanSchema.extend({ errorClass: FailureClassSchema }).nullable(),
    /** The model call or step that asked for the failing action. */
    decisionBehindIt: SpanSchema.nullable(),
    slowestSpan: SpanSchema.extend({ recordedDuration: Milliseconds }).nullable(),
    repeatedToolCalls: z.array(
      z.object({ name: z.string(), count: Count, actions: z.array(Count) }).strict(),
    ),
    /** Actions that failed after the first one. */
    laterErrors: z.array(Count),
    /** The 95th percentile of the recorded latency of the suite's runs; `null` where it is not known. */
    runLatencyP95Ms: Milliseconds.nullable(),
    /** The change of the error rate since the last release; `null` where it is not known. */
    releaseDiff: z.number().nullable(),
    hypotheses: z.array(HypothesisSchema),
    remedy: z.string(),
    command: z.string().nullable(),
    /** The line that threw, or that called the failing action. */
    source: SourceSchema.nullable(),
  })
  .strict()
export type Diagnosis = z.infer<typeof DiagnosisSchema>
