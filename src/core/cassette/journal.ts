import { z } from 'zod'

/** What an agent can read from its surroundings, by how it is called. */
export const ReadApiSchema = z.enum([
  'Date',
  'performance.now',
  'performance.timeOrigin',
  'process.hrtime',
  'Math.random',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'crypto.randomBytes',
  'crypto.randomInt',
])
export type ReadApi = z.infer<typeof ReadApiSchema>

/**
 * What the agent read from the clock and from chance while it was recorded, by the function that read it. Functions
 * rather than lines, so that a line put in above does not make the journal of everything below it useless.
 */
export const JournalSchema = z
  .object({
    /** The clock at the start of the run, in milliseconds since 1970. */
    startedAt: z.number(),
    sites: z.array(
      z
        .object({
          api: ReadApiSchema,
          /** Relative to the root of the project. */
          file: z.string(),
          function: z.string(),
          /**
           * In the order they were read: milliseconds since `startedAt` of `Date`, numbers as they were of the rest,
           * uuids as text, bytes in base64.
           */
          values: z.array(z.union([z.number(), z.string()])),
        })
        .strict(),
    ),
    /** How many reads came after the journal was full. */
    dropped: z.number().int().positive().optional(),
  })
  .strict()
export type Journal = z.infer<typeof JournalSchema>
