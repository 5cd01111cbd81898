import { z } from 'zod'
import { SourceSchema } from '../divergence/schema.ts'
import type { JsonValue } from '../json.ts'

const Json = z.unknown() as unknown as z.ZodType<JsonValue>
const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

/** The id of a span, as W3C Trace Context has it. */
export const SpanIdSchema = z.string().regex(/^[0-9a-f]{16}$/)

/** The id of a trace, as W3C Trace Context has it. */
export const TraceIdSchema = z.string().regex(/^[0-9a-f]{32}$/)

/**
 * The treatment of an action: `recorded` live, answered by an `equal` or `volatile` request, `mismatched` (answered
 * with the recording of another request), `executed` as it always is, `live` because the user wants it so, or `blocked`.
 */
export const TreatmentSchema = z.enum([
  'recorded',
  'equal',
  'volatile',
  'mismatched',
  'executed',
  'live',
  'blocked',
])
export type Treatment = z.infer<typeof TreatmentSchema>

/** An error as it was thrown. */
export interface ErrorFacts {
  name: string
  message: string
  /** The constructor's name, where it is another than `name`. */
  class?: string | undefined
  /** Such as `ECONNREFUSED`, a provider's `invalid_api_key`, or the exit code of a process. */
  code?: string | number | undefined
  /** The HTTP status that it carries. */
  status?: number | undefined
  /** The id by which the provider knows the request. */
  requestId?: string | undefined
  /** Plain fields that say how it failed, such as `type`, `signal` or `finishReason`. */
  details?: Record<string, string | number | boolean> | undefined
  cause?: ErrorFacts | undefined
  /** The attempts of a retry, or the parts of an aggregate. */
  errors?: ErrorFacts[] | undefined
}
export const ErrorFactsSchema: z.ZodType<ErrorFacts> = z
  .object({
    name: z.string(),
    message: z.string(),
    class: z.string().optional(),
    code: z.union([z.string(), z.number()]).optional(),
    status: z.number().int().optional(),
    requestId: z.string().optional(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    cause: z.lazy(() => ErrorFactsSchema).optional(),
    errors: z.array(z.lazy(() => ErrorFactsSchema)).optional(),
  })
  .strict()

/**
 * A part that does not stand in its place because of its size: a body or value that adds more than 1 MiB, or bytes (no
 * text) of more than 64 KiB. Of a request or a response only the `body` is left out.
 */
export const OmittedSchema = z
  .object({
    part: z.enum(['input', 'inputs', 'outputs', 'asked', 'returned', 'recorded', 'replayed']),
    bytes: Count,
    contentType: z.string().nullable(),
    /** The content, as one packed text; absent where it is more than a report holds, and only the cassette has it. */
    content: z
      .object({
        encoding: z.enum(['json', 'text', 'base64']),
        text: Json,
        /** The body that the text belongs into, packed, with `null` in its place; absent for what is no body. */
        body: Json.optional(),
      })
      .strict()
      .optional(),
  })
  .strict()
export type Omitted = z.infer<typeof OmittedSchema>

/**
 * The inputs and outputs of an action, packed (see `unpackContents`).
 *
 * For `llm` and `http`, inputs are a `RequestContent` and outputs a `ResponseContent`. For `tool` and `step`, inputs are
 * the list of arguments and outputs the result; for `approval`, the request and the answer; for `process`, its command and what
 * it was sent, and what came of it; for `mcp`, the
 * method and its parameters, and the `result` or the `error`. A part that does not exist is absent.
 */
const ActionContentSchema = z
  .object({
    /** The recorded inputs; those of this run where the recording does not have the action. */
    inputs: Json.optional(),
    /** The recorded outputs; those of this run where the recording does not have the action. */
    outputs: Json.optional(),
    /** The inputs of this run, where they are not the recorded ones. */
    asked: Json.optional(),
    /** The outputs of this run, where they are not the recorded ones. */
    returned: Json.optional(),
    /** The answer of the model: an `AnswerContent`, read from `outputs`. */
    answer: Json.optional(),
    omitted: z.array(OmittedSchema).optional(),
  })
  .strict()

const ActionFactsShape = {
  index: Count,
  type: z.enum(['llm', 'http', 'tool', 'step', 'process', 'approval', 'websocket', 'mcp']),
  name: z.string(),
  parent: Count.nullable(),
}

const ModelCallShape = {
  provider: z.string().nullable(),
  model: z.string().nullable(),
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  /** Of the input, what was read from the provider's cache. */
  cachedInputTokens: z.number().nullable(),
  /** The cost when it was recorded; spent in this run only where `treatment` is `recorded` or `live`. */
  costUsd: Usd,
  /** The provider's own word. */
  stopReason: z.string().nullable(),
}

/** The facts of an action, without its inputs and outputs. */
export const ActionFactsSchema = z
  .object({
    ...ActionFactsShape,
    /** The span of this execution: 16 hex digits; absent in reports of 0.1.0. */
    spanId: SpanIdSchema.optional(),
    /** The start in this execution (ISO 8601); absent in reports of 0.1.0. */
    startedAt: z.iso.datetime().optional(),
    /** The end of it. `replayed` stands only where a report of 0.1.0 does not tell how the recorded action ended. */
    outcome: z.enum(['success', 'error', 'blocked', 'replayed']),
    /** The outcome was given back from the recording; it did not happen in this run. */
    replayed: z.boolean(),
    treatment: TreatmentSchema,
    /** The action of the cassette that answered, or was consumed in its place. */
    recorded: Count.nullable(),
    /**
     * Milliseconds from the start of the run, on a clock that counts answers from the recording with the time they took
     * when they were recorded. Good for order and overlap; in a replay it measures nothing.
     */
    start: z.number().nonnegative(),
    /** Milliseconds from the start of the recorded run; `null` for an action that was not recorded. */
    recordedStart: z.number().nonnegative().nullable(),
    /** Milliseconds to the end of it when it was recorded, of its body as far as it was read; `null` for an action that was not. */
    recordedDuration: z.number().nonnegative().nullable(),
    /**
     * Milliseconds until a response's headers came when it was recorded: the agent waited so long for its answer. `null` for
     * what is no response, and absent in reports of 0.1.0.
     */
    timeToHeadersMs: z.number().nonnegative().nullable().optional(),
    /** Milliseconds of what really ran in a replay; `null` for what was served or blocked. No measurement of the agent. */
    replayedDuration: z.number().nonnegative().nullable(),
    ...ModelCallShape,
    /** The HTTP status; `null` where there was no response. */
    status: z.number().int().nullable(),
    error: ErrorFactsSchema.nullable(),
    source: SourceSchema.nullable(),
  })
  .strict()
export type ActionFacts = z.infer<typeof ActionFactsSchema>

export const ReportActionSchema = ActionFactsSchema.extend(ActionContentSchema.shape)
export type ReportAction = z.infer<typeof ReportActionSchema>

/** An action of the recording, by its index in the cassette. */
export const RecordedActionSchema = z
  .object({
    ...ActionFactsShape,
    /** Milliseconds from the start of the recorded run. */
    start: z.number().nonnegative(),
    /** Milliseconds. */
    duration: z.number().nonnegative(),
    /** Milliseconds until a response's headers came. */
    timeToHeadersMs: z.number().nonnegative().optional(),
    outcome: z.enum(['success', 'error']),
    ...ModelCallShape,
    status: z.number().int().nullable(),
    error: ErrorFactsSchema.nullable(),
    /** Packed, as in an action; present where no action of the replay shows them (`missing_action`). */
    inputs: Json.optional(),
    outputs: Json.optional(),
    omitted: z.array(OmittedSchema).optional(),
  })
  .strict()
export type RecordedActionReport = z.infer<typeof RecordedActionSchema>
