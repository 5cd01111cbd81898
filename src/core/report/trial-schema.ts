import { z } from 'zod'
import { TraceIdSchema } from './action-schema.ts'

/** A replay of a failed recording, made to find out why it failed. */
export const TrialSchema = z
  .object({
    /** The execution that failed. */
    of: TraceIdSchema,
    /** The thing that was changed: nothing, or the answer of an action. */
    kind: z.enum(['unchanged', 'answer']),
    /** The action whose answer was changed. */
    at: z.number().int().nonnegative().nullable(),
  })
  .strict()
export type FailureTrial = z.infer<typeof TrialSchema>
