import { z } from 'zod'
import { SpanIdSchema } from './action-schema.ts'

/** A remark that the agent or its test made about a run, redacted. */
export const NoteSchema = z
  .object({
    at: z.iso.datetime(),
    /** The action within which it was made; `null` for the run itself. */
    spanId: SpanIdSchema.nullable(),
    text: z.string(),
  })
  .strict()
export type Note = z.infer<typeof NoteSchema>
