import { z } from 'zod'

const Index = z.number().int().nonnegative()

/** Facts of a message of MCP that take no part in matching. */
export const McpFactsSchema = z
  .object({
    /** The process that is the server, by its name; from the second of a name on with a number. */
    server: z.string(),
    /** Absent for a message of the client. */
    from: z.literal('server').optional(),
    /** The id by which the server knows its own request. */
    id: z.union([z.string(), z.number()]).optional(),
    /** The metadata of a message of the server. */
    meta: z.unknown().optional(),
    /** The action of the client's request that a message of the server belongs to. */
    of: Index.optional(),
    /** The action of the function of the run that sent it. */
    within: Index.optional(),
    /** Its response came in a batch. */
    batched: z.literal(true).optional(),
  })
  .strict()
export type McpFacts = z.infer<typeof McpFactsSchema>
