import { z } from 'zod'
import { ContentsSchema, RunReportSchema } from '../core/report/schema.ts'
import { ConsoleLineSchema, ExecutionPlaceSchema } from '../core/run-events/schema.ts'

/** A run as a worker hands it over. */
export const PublishedRunSchema = z
  .object({
    run: RunReportSchema,
    contents: ContentsSchema,
    environment: ExecutionPlaceSchema.optional(),
    console: z.array(ConsoleLineSchema).optional(),
  })
  .strict()
