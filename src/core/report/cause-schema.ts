import { z } from 'zod'
import { DivergenceSchema, SourceSchema } from '../divergence/schema.ts'

/** A cause that broke one run or many. */
export const RunCauseSchema = z
  .object({
    /** The cause of a first divergence, or the class of the failure of an agent. */
    cause: z.string(),
    statement: z.string(),
    /** The difference in the first of its runs; empty where an agent failed. */
    paths: DivergenceSchema.shape.paths,
    source: SourceSchema.nullable(),
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
