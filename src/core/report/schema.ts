import { z } from 'zod'
import { DivergenceSchema, SourceSchema } from '../divergence/schema.ts'
import type { JsonValue } from '../json.ts'

export const REPORT_VERSION = 1

const Json = z.unknown() as unknown as z.ZodType<JsonValue>
const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

/** What a replay really did. */
export const ReceiptSchema = z
  .object({ served: Count, volatile: Count, live: Count, blocked: Count, unserved: Count })
  .strict()
export type Receipt = z.infer<typeof ReceiptSchema>

export const ReportActionSchema = z
  .object({
    index: Count,
    type: z.enum(['llm', 'http', 'tool', 'step']),
    name: z.string(),
    parent: Count.nullable(),
    outcome: z.enum(['success', 'error', 'blocked', 'replayed']),
    /** Milliseconds when it was recorded; `null` for an action that was not. */
    recordedDuration: z.number().nonnegative().nullable(),
    model: z.string().nullable(),
    inputTokens: z.number().nullable(),
    outputTokens: z.number().nullable(),
    costUsd: Usd,
    stopReason: z.string().nullable(),
    source: SourceSchema.nullable(),
  })
  .strict()
export type ReportAction = z.infer<typeof ReportActionSchema>

export const DeterminismSchema = z
  .object({
    score: z.number().min(0).max(100),
    band: z.enum(['high', 'moderate', 'low', 'none']),
    replays: Count,
    findings: z.array(Json),
  })
  .strict()

/** Values that both runs generated: equal once they are renamed. */
export const VolatileSchema = z
  .object({ action: z.string(), path: z.string(), recorded: z.string(), replayed: z.string() })
  .strict()

/** What `vitest-replay learn` holds against another replay: what an action asked for, or gave. */
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
    runId: z.string(),
    name: z.string(),
    test: z.object({ file: z.string(), fullName: z.string() }).strict(),
    /** Which attempt of the test made this run (`retry`, `repeats`), from 0. */
    attempt: Count,
    agent: z.string().nullable(),
    workflow: z.string().nullable(),
    tags: z.array(z.string()),
    status: z.enum(['passed', 'failed', 'interrupted']),
    mode: z.enum(['record', 'replay', 'extend']),
    cassette: z.string(),
    /** Whether a fresh recording was replayed at once and agreed; `null` in a replay. */
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
        .object({ rule: z.string(), origin: z.enum(['call', 'plugin', 'agent']), uses: Count })
        .strict(),
    ),
    /** Rules of the call that changed nothing. */
    unusedRules: z.array(z.string()),
    /** Only for `vitest-replay learn`. */
    asked: z.array(AskedSchema).optional(),
    actions: z.array(ReportActionSchema),
    /** Names of the resources whose hash changed since the recording. */
    changedResources: z.array(z.string()),
    error: z.string().nullable(),
    durationMs: z.number().nonnegative(),
    originalCostUsd: Usd,
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

/** The findings of one test run: `.vitest-replay/report.json`. */
export const ReplayReportSchema = z
  .object({
    version: z.literal(REPORT_VERSION),
    release: z.object({ id: z.string().nullable() }).strict(),
    totals: TotalsSchema,
    runs: z.array(RunReportSchema),
  })
  .strict()
export type ReplayReport = z.infer<typeof ReplayReportSchema>
