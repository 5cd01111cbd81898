import { z } from 'zod'
import { hasJson } from '../checks/predicates.ts'
import { Base64, Index, Json, Milliseconds } from './schema-parts.ts'

/** Layout of JSON text that was not compact. */
export const LayoutSchema = z.enum(['indented', 'spaced'])
export type Layout = z.infer<typeof LayoutSchema>

export const JsonBodySchema = z
  .object({
    json: Json,
    layout: LayoutSchema.optional(),
    tail: z.string().optional(),
    /** The index of the action whose body, on the same side, this one is a difference to. */
    base: Index.optional(),
  })
  .strict()

/** One event of an event stream, or raw text that has another form. */
export const StreamEventSchema = z.union([
  z
    .object({ event: z.string().optional(), id: z.string().optional(), json: Json })
    .strict()
    .refine(hasJson, 'json is missing'),
  z.object({ event: z.string().optional(), id: z.string().optional(), data: z.string() }).strict(),
  z.object({ comment: z.string() }).strict(),
  z.object({ raw: z.string() }).strict(),
])
export type StreamEvent = z.infer<typeof StreamEventSchema>

export const EventStreamBodySchema = z
  .object({
    events: z.array(StreamEventSchema),
    eol: z.enum(['\n', '\r\n']).optional(),
    colon: z.literal(':').optional(),
    layout: LayoutSchema.optional(),
    /** Milliseconds from the response's head to each event. */
    times: z.array(Milliseconds).optional(),
  })
  .strict()
export type EventStreamBody = z.infer<typeof EventStreamBodySchema>

/**
 * Sizes in bytes of a streamed body's pieces, each with its arrival in milliseconds since the
 * response's head.
 */
export const ChunksSchema = z.array(z.tuple([Index, Milliseconds]))

export const LinesBodySchema = z
  .object({
    lines: z.array(Json),
    tail: z.string().optional(),
    times: z.array(Milliseconds).optional(),
  })
  .strict()
export const TextBodySchema = z
  .object({ text: z.string(), chunks: ChunksSchema.optional() })
  .strict()
export const BytesBodySchema = z
  .object({ base64: Base64, chunks: ChunksSchema.optional() })
  .strict()

export const BodySchema = z.union([
  JsonBodySchema.refine(hasJson, 'json is missing'),
  EventStreamBodySchema,
  LinesBodySchema,
  TextBodySchema,
  BytesBodySchema,
])
/** A request's or response's body; absent where it was empty. */
export type Body = z.infer<typeof BodySchema>
