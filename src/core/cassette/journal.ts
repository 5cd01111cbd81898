import { z } from 'zod'

/** The sources of clock readings and random values that are journalled, named by their API. */
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
 * The clock readings and random values of a recorded run, grouped by the function that read them.
 * Functions and not lines, so that a line inserted above does not invalidate the journal of
 * everything below it.
 */
export const JournalSchema = z
  .object({
    /** The clock at the start of the run, in milliseconds since 1970. */
    startedAt: z.number(),
    sites: z.array(
      z
        .object({
          api: ReadApiSchema,
          /** The path relative to the root of the project. */
          file: z.string(),
          function: z.string(),
          /**
           * The values in reading order: for `Date` milliseconds since `startedAt`, other numbers
           * unchanged, uuids as text, bytes as base64.
           */
          values: z.array(z.union([z.number(), z.string()])),
          /** Present where a reading stood in another one's place when the recording was verified. */
          moves: z.literal(true).optional(),
        })
        .strict(),
    ),
    /** Readings of the clock by modules while they were loaded, by their file: before any run, and not given back. */
    early: z.record(z.string(), z.array(z.number())).optional(),
    /** Number of reads that came after the journal was full. */
    dropped: z.number().int().positive().optional(),
  })
  .strict()
export type Journal = z.infer<typeof JournalSchema>
