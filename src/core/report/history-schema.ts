import { z } from 'zod'

const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

/** One release of the history: a line of `.vitest-replay/history.jsonl`. */
export const HistoryEntrySchema = z
  .object({
    version: z.literal(1),
    release: z.string(),
    commit: z.string().nullable(),
    /** When the release was made or its report was written (ISO 8601). */
    date: z.iso.datetime({ offset: true }),
    runs: Count,
    recordings: Count,
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: z.number().min(0).max(100).nullable(),
    /** Mean of a recorded run. */
    costUsd: Usd,
    tokens: z.number().nonnegative().nullable(),
    errorRate: z.number().min(0).max(1).nullable(),
    latencyP95Ms: z.number().nonnegative().nullable(),
    repeatedToolCalls: z.number().nonnegative().nullable(),
  })
  .strict()
export type HistoryEntry = z.infer<typeof HistoryEntrySchema>
