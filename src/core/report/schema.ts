import { z } from 'zod'
import { DivergenceSchema, SourceSchema } from '../divergence/schema.ts'
import type { JsonValue } from '../json.ts'

export const REPORT_VERSION = 1

const Json = z.unknown() as unknown as z.ZodType<JsonValue>
const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

/** What a replay really did. */
export const ReceiptSchema = z
  .object({
    /** Answered from the recording. */
    served: Count,
    /** Of the served, those that are the same but for values that the run generated. */
    volatile: Count,
    /** Of the served, those whose answer was recorded for a different request. */
    anchored: Count,
    live: Count,
    blocked: Count,
    unserved: Count,
  })
  .strict()
export type Receipt = z.infer<typeof ReceiptSchema>

/**
 * How an action was dealt with: `recorded` live, answered by an `equal` or `volatile` request, `anchored` to the nearest
 * one, `executed` as it always is, `live` because the user wants it so, or `blocked`.
 */
export const TreatmentSchema = z.enum([
  'recorded',
  'equal',
  'volatile',
  'anchored',
  'executed',
  'live',
  'blocked',
])
export type Treatment = z.infer<typeof TreatmentSchema>

/** An error as it was thrown. */
export const ErrorFactsSchema = z.object({ name: z.string(), message: z.string() }).strict()
export type ErrorFacts = z.infer<typeof ErrorFactsSchema>

/**
 * A part that was left out of the report because of its size: a body or value that adds more than 1 MiB, or bytes (no
 * text) of more than 64 KiB. Of a request or a response only the `body` is left out.
 */
export const OmittedSchema = z
  .object({
    part: z.enum(['input', 'inputs', 'outputs', 'asked', 'returned', 'recorded', 'replayed']),
    bytes: Count,
    contentType: z.string().nullable(),
  })
  .strict()
export type Omitted = z.infer<typeof OmittedSchema>

/**
 * What was asked and what came back, packed (see `unpackContents`).
 *
 * For `llm` and `http`, inputs are a `RequestContent` and outputs a `ResponseContent`. For `tool` and `step`, inputs are
 * the list of arguments and outputs the result. A part that does not exist is absent.
 */
const ActionContentSchema = z
  .object({
    /** What was recorded; of an action that the recording does not have, what this run asked. */
    inputs: Json.optional(),
    /** What was recorded; of an action that the recording does not have, what this run got. */
    outputs: Json.optional(),
    /** What this run asked, where that is not what was recorded. */
    asked: Json.optional(),
    /** What this run got, where that is not what was recorded. */
    returned: Json.optional(),
    /** What the model answered: an `AnswerContent`, read from `outputs`. */
    answer: Json.optional(),
    omitted: z.array(OmittedSchema).optional(),
  })
  .strict()

const ActionFactsShape = {
  index: Count,
  type: z.enum(['llm', 'http', 'tool', 'step']),
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
  /** What it cost when it was recorded; spent in this run only where `treatment` is `recorded` or `live`. */
  costUsd: Usd,
  /** The provider's own word. */
  stopReason: z.string().nullable(),
}

/** What is known of an action, without what was asked and answered. */
export const ActionFactsSchema = z
  .object({
    ...ActionFactsShape,
    outcome: z.enum(['success', 'error', 'blocked', 'replayed']),
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
    /** Milliseconds when it was recorded; `null` for an action that was not. The agent's latency is this alone. */
    recordedDuration: z.number().nonnegative().nullable(),
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
    outcome: z.enum(['success', 'error']),
    ...ModelCallShape,
    status: z.number().int().nullable(),
    error: ErrorFactsSchema.nullable(),
    /** Packed, as in an action; given where no action of the replay shows them (`missing_action`). */
    inputs: Json.optional(),
    outputs: Json.optional(),
    omitted: z.array(OmittedSchema).optional(),
  })
  .strict()
export type RecordedActionReport = z.infer<typeof RecordedActionSchema>

/** How a run ended: its output, packed, or the error that it threw. */
export const OutcomeSchema = z.union([
  z.object({ output: Json.optional() }).strict(),
  z.object({ error: ErrorFactsSchema }).strict(),
])
export type Outcome = z.infer<typeof OutcomeSchema>

/** What to look at first in a run; named as in the vocabulary of agent observability. Times are recorded ones. */
export const SignalsSchema = z
  .object({
    /** The first action that ended in an error or was blocked. */
    first_error_span: z
      .object({ index: Count, name: z.string(), error_class: z.string() })
      .strict()
      .nullable(),
    /** The action without children that took longest when it was recorded. */
    slowest_span: z
      .object({ index: Count, name: z.string(), recordedDuration: z.number().nonnegative() })
      .strict()
      .nullable(),
    /** Why the run stopped: `success`, `truncated`, `tool_error:<name>`, ..., `unknown`. */
    stop_reason: z.string(),
    /** The kind of the error that ended the run, else of its first error; `null` where nothing went wrong. */
    error_class: z.string().nullable(),
    /** Tools that were called more than once with the same inputs, most often first. */
    repeated_tools: z.array(
      z.object({ name: z.string(), count: Count, actions: z.array(Count) }).strict(),
    ),
  })
  .strict()
export type Signals = z.infer<typeof SignalsSchema>
/** A place of an output that was allowed to differ. */
export const ToleratedSchema = z
  .object({ action: z.string(), path: z.string(), recorded: Json, replayed: Json })
  .strict()
export type Tolerated = z.infer<typeof ToleratedSchema>

export const DeterminismSchema = z
  .object({
    score: z.number().min(0).max(100),
    band: z.enum(['high', 'moderate', 'low', 'none']),
    replays: Count,
    findings: z.array(Json),
  })
  .strict()

export const RunReportSchema = z
  .object({
    runId: z.string(),
    name: z.string(),
    /** The Vitest project; empty where there is but one without a name. */
    project: z.string(),
    test: z.object({ file: z.string(), fullName: z.string() }).strict(),
    /** Which attempt of the test made this run (`retry`, `repeats`), from 0. */
    attempt: Count,
    /** Whether the test is to fail (`test.fails`): its runs then fail nothing. */
    expectedToFail: z.boolean(),
    agent: z.string().nullable(),
    workflow: z.string().nullable(),
    tags: z.array(z.string()),
    /** When this run began (ISO 8601). */
    startedAt: z.iso.datetime(),
    /** When the cassette was recorded (ISO 8601); `null` where there is none. */
    recordedAt: z.string().nullable(),
    /** The release that was recorded. */
    recordedRelease: z.string().nullable(),
    status: z.enum(['passed', 'failed', 'interrupted']),
    mode: z.enum(['record', 'replay', 'extend']),
    cassette: z.string(),
    /** Whether a fresh recording was replayed at once and agreed; `null` in a replay. */
    verified: z.boolean().nullable(),
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: DeterminismSchema.nullable(),
    receipt: ReceiptSchema,
    divergences: z.array(DivergenceSchema),
    actions: z.array(ReportActionSchema),
    /** The recorded side of a replay; empty while recording, where `actions` are the recording. */
    recordedActions: z.array(RecordedActionSchema),
    /** What the agent was given, packed. */
    input: Json.optional(),
    finalOutput: z
      .object({ recorded: OutcomeSchema.nullable(), replayed: OutcomeSchema.nullable() })
      .strict(),
    /** What was left out of `input` and `finalOutput` because of its size. */
    omitted: z.array(OmittedSchema).optional(),
    /** The last model call's stop reason, in the provider's word. */
    stopReason: z.string().nullable(),
    signals: SignalsSchema,
    /** Names of the resources whose hash changed since the recording. */
    changedResources: z.array(z.string()),
    /** Where outputs differ, and a rule of the option `compare` took them as equal; the first hundred. */
    tolerated: z.array(ToleratedSchema).optional(),
    /** What was said of each request and call that was blocked, in order. */
    misses: z.array(z.string()).optional(),
    error: z.string().nullable(),
    /** Milliseconds that this run took; of a replay it measures the replay, not the agent. */
    durationMs: z.number().nonnegative(),
    /** Milliseconds that the agent took when it was recorded. */
    recordedDurationMs: z.number().nonnegative().nullable(),
    /** What the recording cost. */
    originalCostUsd: Usd,
    /** What this run spent. */
    replayCostUsd: Usd,
    savingsUsd: Usd,
  })
  .strict()
export type RunReport = z.infer<typeof RunReportSchema>

export const TotalsSchema = z
  .object({
    runs: Count,
    passed: Count,
    failed: Count,
    actions: Count,
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: z.number().min(0).max(100).nullable(),
    divergences: Count,
    firstCauses: Count,
    served: Count,
    live: Count,
    blocked: Count,
    unserved: Count,
    originalCostUsd: Usd,
    replayCostUsd: Usd,
    savingsUsd: Usd,
  })
  .strict()
export type ReportTotals = z.infer<typeof TotalsSchema>

/** Large parts by key, each once however many runs refer to it; see `unpackContents`. */
export const ContentsSchema = z.record(z.string(), Json)

/** A run as a worker hands it over, with the contents it refers to. */
export const PublishedRunSchema = z
  .object({ run: RunReportSchema, contents: ContentsSchema })
  .strict()

/** The findings of one test run: `.vitest-replay/report.json`. */
export const ReplayReportSchema = z
  .object({
    version: z.literal(REPORT_VERSION),
    release: z.object({ id: z.string().nullable() }).strict(),
    totals: TotalsSchema,
    runs: z.array(RunReportSchema),
    contents: ContentsSchema,
  })
  .strict()
export type ReplayReport = z.infer<typeof ReplayReportSchema>
