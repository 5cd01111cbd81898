import { z } from 'zod'

const Count = z.number().int().nonnegative()

/** The inputs that came before: lines and the end of what was written to the process, and signals. */
const after = Count.optional()
/** Milliseconds from the start of the process. */
const at = z.number().nonnegative()

/** A piece of what a process wrote to a file descriptor (its end, if it has no bytes), or the exit of the process. */
export const ProcessEventSchema = z.union([
  z.object({ fd: Count, bytes: Count, at, after }).strict(),
  z.object({ exit: z.literal(true), at, after }).strict(),
])
export type ProcessEvent = z.infer<typeof ProcessEventSchema>

/** The form of one of a process's streams, as its parent asked for it. */
export const StdioSchema = z.enum(['pipe', 'ipc', 'ignore', 'inherit'])
export type Stdio = z.infer<typeof StdioSchema>

/** Facts of a child process that take no part in matching. */
export const ProcessFactsSchema = z
  .object({
    /** Absent where it did not start. */
    pid: Count.optional(),
    stdio: z.array(StdioSchema),
    /** The names of environment variables that were set for it alone. */
    env: z.array(z.string()).optional(),
    /** The user, the group and the time that it was given, and that it was on its own. */
    settings: z.array(z.string()).optional(),
    /** The lines of its standard input that were written within a function of the run, each with the number of its action. */
    within: z.array(z.tuple([Count, Count])).optional(),
    /** Its output in pieces, and its exit; absent where it was waited for as a whole. */
    events: z.array(ProcessEventSchema).optional(),
    /** The protocol of its messages, each of which is an action within this one. */
    protocol: z.literal('mcp').optional(),
    /** The number of lines that it was sent, where these are actions. */
    lines: Count.optional(),
    /** Files of its folder that it wrote, and that a replay does not bring back. */
    files: z.array(z.string()).optional(),
  })
  .strict()
export type ProcessFacts = z.infer<typeof ProcessFactsSchema>
