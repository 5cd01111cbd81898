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
    actions: z.array(ReportActionSchema),
    /** Names of the resources whose hash changed since the recording. */
    changedResources: z.array(z.string()),
    /** Where outputs differ, and a rule of the option `compare` took them as equal; the first hundred. */
    tolerated: z.array(ToleratedSchema).optional(),
    /** What was said of each request and call that was blocked, in order. */
    misses: z.array(z.string()).optional(),
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
