import { z } from 'zod'
import { DivergenceSchema, SourceSchema } from '../divergence/schema.ts'

/** Some lines of a source file, from the line `from` on, counted from 1. */
const CodeFrameSchema = z
  .object({ from: z.number().int().positive(), lines: z.array(z.string()) })
  .strict()
export type CodeFrame = z.infer<typeof CodeFrameSchema>

/** A cause that broke one run or many. */
export const RunCauseSchema = z
  .object({
    /** The cause of a first divergence, or the class of the failure of an agent. */
    cause: z.string(),
    statement: z.string(),
    /** The difference in the first of its runs; empty where an agent failed. */
    paths: DivergenceSchema.shape.paths,
    source: SourceSchema.nullable(),
    /** The code around `source`; absent where it was not at hand, and in earlier reports. */
    frame: CodeFrameSchema.optional(),
    /** The ids of the runs that have it, those that failed first. */
    runs: z.array(z.string()),
    /** The same for each execution with this cause; absent in earlier reports. */
    fingerprint: z.string().optional(),
    /** The start of the first execution in the store of runs that had it (ISO 8601). */
    firstSeen: z.iso.datetime().optional(),
    /** The number of executions in the store of runs that had it, this one included. */
    executions: z.number().int().positive().optional(),
  })
  .strict()
export type RunCause = z.infer<typeof RunCauseSchema>

/** An expectation of a run that it did not meet. */
export const RunFailureSchema = z
  .object({
    /**
     * A threshold (`match_rate`, `determinism`), the option `budget`, the option `expectError` (`no_error`), or more calls
     * than were recorded without an end (`ran_away`).
     */
    code: z.enum(['match_rate', 'determinism', 'budget', 'no_error', 'ran_away']),
    statement: z.string(),
  })
  .strict()
export type RunFailure = z.infer<typeof RunFailureSchema>
