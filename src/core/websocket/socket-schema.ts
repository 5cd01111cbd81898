import { z } from 'zod'

const Count = z.number().int().nonnegative()
const Headers = z.array(z.tuple([z.string(), z.string()]))

/** Something that a server sent: its next message, a signal with its payload in base64, its announced end, what breaks the protocol, or its end. */
export const SocketEventSchema = z
  .object({
    kind: z.enum(['message', 'ping', 'pong', 'close', 'invalid', 'end']),
    /** Milliseconds from the start of the action. */
    at: z.number().nonnegative(),
    /** The messages of the client, its announced end among them, that had come before. */
    after: Count.optional(),
    base64: z.string().optional(),
  })
  .strict()
export type SocketEvent = z.infer<typeof SocketEventSchema>

/** Facts of a WebSocket that take no part in matching. */
export const SocketFactsSchema = z
  .object({
    /** The headers with which the server agreed. */
    headers: Headers.optional(),
    /** The headers it was asked for with that no table knows, with a short hash of each value. */
    unknownHeaders: Headers.optional(),
    /** The parts that the server sent, in order; its messages are among the outputs. */
    events: z.array(SocketEventSchema).optional(),
    /** A short hash of each payload of the client's pings. */
    pings: z.array(z.string()).optional(),
  })
  .strict()
