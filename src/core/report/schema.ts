import { z } from 'zod'
import { ApprovalSchema } from '../analysis/approval-schema.ts'
import { DeterminismSchema } from '../analysis/determinism/schema.ts'
import { DivergenceSchema, SourceSchema } from '../divergence/schema.ts'
import { FaultOutcomeSchema } from '../faults/fault-schema.ts'
import type { JsonValue } from '../json.ts'
import { StoredRulesSchema } from '../stored-rules.ts'
import {
  ErrorFactsSchema,
  OmittedSchema,
  RecordedActionSchema,
  ReportActionSchema,
  TraceIdSchema,
} from './action-schema.ts'
import { RunCauseSchema, RunFailureSchema } from './cause-schema.ts'
import { NoteSchema } from './note-schema.ts'
import { RunScoreSchema } from './run-score-schema.ts'
import { TrialSchema } from './trial-schema.ts'
import { DiagnosisSchema } from './diagnosis-schema.ts'
import { ComparisonSchema, HistoryEntrySchema } from './comparison-schema.ts'
import { ReceiptCountsSchema, ReceiptSchema } from './receipt-schema.ts'

export const REPORT_VERSION = 1

const Json = z.unknown() as unknown as z.ZodType<JsonValue>
const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

/** The outcome of a run: its output, packed, or the error that it threw. */
export const OutcomeSchema = z.union([
  z.object({ output: Json.optional() }).strict(),
  z.object({ error: ErrorFactsSchema }).strict(),
])
export type Outcome = z.infer<typeof OutcomeSchema>

/** The signals to look at first in a run; named as in the vocabulary of agent observability. Times are recorded ones. */
export const SignalsSchema = z
  .object({
    /** The first action that ended in an error or was blocked. */
    first_error_span: z
      .object({ index: Count, name: z.string(), error_class: z.string() })
      .strict()
      .nullable(),
    /** The action without children for whose answer the agent waited longest when it was recorded, and how long. */
    slowest_span: z
      .object({
        index: Count,
        name: z.string(),
        recordedDuration: z.number().nonnegative(),
      })
      .strict()
      .nullable(),
    /** The stop reason of the run: `success`, `truncated`, `tool_error:<name>`, ..., `unknown`. */
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
  .object({
    action: z.string(),
    path: z.string(),
    recorded: Json,
    replayed: Json,
  })
  .strict()
export type Tolerated = z.infer<typeof ToleratedSchema>

/** Values that both runs generated: equal once they are renamed. */
export const VolatileSchema = z
  .object({
    action: z.string(),
    path: z.string(),
    recorded: z.string(),
    replayed: z.string(),
  })
  .strict()

/** The inputs and outputs of an action, which `vitest-replay learn` compares with another replay. */
export const AskedSchema = z
  .object({
    index: Count,
    action: z.string(),
    type: z.string(),
    operation: z.string(),
    source: SourceSchema.nullable(),
    url: z.string(),
    headers: z.array(z.tuple([z.string(), z.string().nullable()])),
    body: Json,
    output: Json.optional(),
  })
  .strict()
export type ReportAsked = z.infer<typeof AskedSchema>

export const RunReportSchema = z
  .object({
    /** Names what was recorded: the same for every replay of it. */
    runId: z.string(),
    /** Names this execution: a W3C trace id of 32 hex digits; absent in reports of 0.1.0. */
    traceId: TraceIdSchema.optional(),
    name: z.string(),
    /** The Vitest project; empty where there is but one without a name. */
    project: z.string(),
    test: z.object({ file: z.string(), fullName: z.string() }).strict(),
    /** Of a replay that was made to find out why an execution failed: which one, and what was changed. */
    trial: TrialSchema.optional(),
    /** Which attempt of the test made this run (`retry`, `repeats`), from 0. */
    attempt: Count,
    /** `true` for a test that is expected to fail (`test.fails`): its runs then fail nothing. */
    expectedToFail: z.boolean(),
    agent: z.string().nullable(),
    workflow: z.string().nullable(),
    tags: z.array(z.string()),
    /** The start of this run (ISO 8601). */
    startedAt: z.iso.datetime(),
    /** The end of this run (ISO 8601); `null` where it was cut off, absent in reports of 0.1.0. */
    endedAt: z.iso.datetime().nullable().optional(),
    /** The time of the recording (ISO 8601); `null` where there is none. */
    recordedAt: z.string().nullable(),
    /** The release that was recorded. */
    recordedRelease: z.string().nullable(),
    status: z.enum(['passed', 'failed', 'interrupted']),
    mode: z.enum(['record', 'replay', 'extend']),
    cassette: z.string(),
    /** Which take of several recordings of one run, from 2; absent for the first, which is the one that is replayed. */
    take: z.number().int().min(2).optional(),
    /** The number of configured takes that were never recorded; absent where none is missing. */
    missingTakes: Count.optional(),
    /** `true` where a new recording was replayed at once and agreed; `null` in a replay. */
    verified: z.boolean().nullable(),
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: DeterminismSchema.nullable(),
    receipt: ReceiptSchema,
    divergences: z.array(DivergenceSchema),
    /** The first hundred values of the run's own that were renamed; of a recording, those of the replay that verified it. */
    volatile: z.array(VolatileSchema),
    /** The match rules that were in force, and how often each changed something. */
    rules: z.array(
      z
        .object({
          rule: z.string(),
          origin: z.enum(['call', 'plugin', 'agent']),
          uses: Count,
          /** It changed nothing here, and holds for answers from outside where two recordings are compared. */
          inComparisons: z.literal(true).optional(),
        })
        .strict(),
    ),
    /** The rules in the form in which they can be used again, to compare this run with another. */
    storedRules: StoredRulesSchema.optional(),
    /** Rules of the call that changed nothing. */
    unusedRules: z.array(z.string()),
    /** Only for `vitest-replay learn`. */
    asked: z.array(AskedSchema).optional(),
    actions: z.array(ReportActionSchema),
    /** The recorded side of a replay; empty while recording, where `actions` are the recording. */
    recordedActions: z.array(RecordedActionSchema),
    /** The input of the agent, packed. */
    input: Json.optional(),
    finalOutput: z
      .object({
        recorded: OutcomeSchema.nullable(),
        replayed: OutcomeSchema.nullable(),
      })
      .strict(),
    /** The parts of `input` and `finalOutput` that are left out because of their size. */
    omitted: z.array(OmittedSchema).optional(),
    /** The last model call's stop reason, in the provider's word. */
    stopReason: z.string().nullable(),
    signals: SignalsSchema,
    /** Names of the resources whose hash changed since the recording. */
    changedResources: z.array(z.string()),
    /** Places where the test gave the agent another input than it was recorded with. */
    changedInput: z.array(z.string()).optional(),
    /** Differences of outputs where a rule of the option `compare` took them as equal; the first hundred. */
    tolerated: z.array(ToleratedSchema).optional(),
    /** The approvals that the agent asked people for; absent where there were none. */
    approvals: z.array(ApprovalSchema).optional(),
    /** Remarks of the agent and of its test. */
    notes: z.array(NoteSchema).optional(),
    /** Scores of the agent and of its test, each name once, by its last value. */
    scores: z.array(RunScoreSchema).optional(),
    /** The runs with faults out of the recording that its test made; absent where it made none. */
    faults: z.array(FaultOutcomeSchema).optional(),
    /** The reason for each blocked request and call, in order. */
    misses: z.array(z.string()).optional(),
    error: z.string().nullable(),
    /** The user's line that threw the error; `null` where no frame of it is the user's. */
    errorSource: SourceSchema.nullable().optional(),
    /** Of a run that was cut off: the error that nothing handled while it went on. */
    uncaught: ErrorFactsSchema.optional(),
    /** Of a run that was cut off: the actions that were under way, and for how many milliseconds. */
    pending: z
      .array(
        z
          .object({
            index: Count,
            type: z.string(),
            name: z.string(),
            ageMs: z.number(),
          })
          .strict(),
      )
      .optional(),
    /** The expectations that the run did not meet; absent where it met all, and in reports of 0.1.0. */
    failures: z.array(RunFailureSchema).optional(),
    /** Of a run that failed: what is known of the reason. */
    diagnosis: DiagnosisSchema.optional(),
    /** Milliseconds that this run took; of a replay it measures the replay, not the agent. */
    durationMs: z.number().nonnegative(),
    /** Milliseconds that the agent took when it was recorded. */
    recordedDurationMs: z.number().nonnegative().nullable(),
    /** The cost of the recording. */
    originalCostUsd: Usd,
    /** The cost of this run. */
    replayCostUsd: Usd,
    savingsUsd: Usd,
  })
  .strict()
export type RunReport = z.infer<typeof RunReportSchema>

export const ReportTotalsSchema = z
  .object({
    runs: Count,
    passed: Count,
    failed: Count,
    actions: Count,
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: z.number().min(0).max(100).nullable(),
    divergences: Count,
    firstCauses: Count,
    ...ReceiptCountsSchema.omit({ volatile: true }).shape,
    originalCostUsd: Usd,
    replayCostUsd: Usd,
    savingsUsd: Usd,
  })
  .strict()
export type ReportTotals = z.infer<typeof ReportTotalsSchema>

/** Requests that a test file made while no run was open: they went where they would have gone without the plugin. */
export const UnhandledSchema = z
  .object({
    host: z.string(),
    /** The full name of the test; `null` for what a module or a hook made. */
    test: z.string().nullable(),
    /** `left` to the user's own handlers, or `refused` by a rule of the plugin's policy. */
    effect: z.enum(['left', 'refused']),
    count: Count,
  })
  .strict()

/** The same in a report, with the test file. */
export const ReportedUnhandledSchema = UnhandledSchema.extend({
  file: z.string(),
})

/** Large parts by key, each once however many runs refer to it; see `unpackContents`. */
export const ContentsSchema = z.record(z.string(), Json)

/** The findings of one test run: `.vitest-replay/report.json`. */
export const ReplayReportSchema = z
  .object({
    version: z.literal(REPORT_VERSION),
    release: z.object({ id: z.string().nullable() }).strict(),
    totals: ReportTotalsSchema,
    runs: z.array(RunReportSchema),
    /** The causes that broke the runs, each once; absent in reports of 0.1.0. */
    causes: z.array(RunCauseSchema).optional(),
    contents: ContentsSchema,
    /** The test files of which some tests did not run: that a cassette of theirs was not used says nothing. */
    partialFiles: z.array(z.string()).optional(),
    /** Requests that test files with runs made while none was open. */
    unhandled: z.array(ReportedUnhandledSchema).optional(),
    /** The comparison of this release with another one; only where `vitest-replay compare` wrote the report. */
    comparison: ComparisonSchema.optional(),
    /** Earlier releases, the oldest first. */
    history: z.array(HistoryEntrySchema).optional(),
  })
  .strict()
export type ReplayReport = z.infer<typeof ReplayReportSchema>
