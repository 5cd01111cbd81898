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

const Texts = z.array(z.string()).optional()

/**
 * Values that a recorded run had of its own, as far as they stand in its requests and outputs: another process has other ones in their
 * places. Each list is in the order in which the run came to have them.
 */
export const OwnValuesSchema = z
  .object({
    /** The ids of the process and of its parent. */
    processes: Texts,
    hosts: Texts,
    /** The paths of folders with random names that the run made, each followed by its name. */
    folders: Texts,
    /** Ports on which the run listened. */
    ports: Texts,
    /** Ports on which the process listened otherwise, as a server of the test does. */
    served: Texts,
  })
  .strict()
export type OwnValues = z.infer<typeof OwnValuesSchema>
