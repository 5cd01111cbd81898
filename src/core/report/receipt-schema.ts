import { z } from 'zod'

const Count = z.number().int().nonnegative()

/** The effect of the policy on something that a run did. */
const AppliedPolicySchema = z
  .object({
    /** Such as `http`, `tcp`, `process`. */
    kind: z.string(),
    name: z.string(),
    /**
     * `executed` and `passed` really happened, `dropped` was answered here in a replay, `refused` did not happen. `gateway` is a
     * process that ran, and of which only what it sent through its gateway was seen. `answered` is an approval that the rule
     * itself answered.
     */
    effect: z.enum(['executed', 'gateway', 'passed', 'dropped', 'refused', 'answered']),
    /** The rule that decided, as it stands in the option `policy`; `null` for what happens without one. */
    rule: z.string().nullable(),
    /** Where the rule comes from: built in, the plugin's or the call's `policy`, or an older option. */
    origin: z.enum(['built-in', 'plugin', 'call', 'passthrough', 'live', 'replay']).nullable(),
    count: Count,
  })
  .strict()
export type AppliedPolicy = z.infer<typeof AppliedPolicySchema>

/** The counts of how the actions of a replay were answered; the totals of a report add them up. */
export const ReceiptCountsSchema = z
  .object({
    /** Answered from the recording. */
    served: Count,
    /** Of the served, those that are the same but for values that the run generated. */
    volatile: Count,
    /** Of the served, those whose answer was recorded for a different request. */
    mismatched: Count,
    live: Count,
    blocked: Count,
    unserved: Count,
    /** Telemetry, and requests that go on whatever the agent does: no part of the match. */
    background: Count.optional(),
    /** Child processes that were started, or refused. */
    processes: Count.optional(),
    /** Calls that came without the run's async context and were found to belong to it; absent in older reports. */
    attributed: Count.optional(),
    /** Requests that the run's test made while no run was open: they were left to the user's own handlers. */
    unhandled: Count.optional(),
  })
  .strict()

export const ReceiptSchema = ReceiptCountsSchema.extend({
  /** Operations that were executed, passed, dropped or refused by policy, or left the process; the first hundred names. */
  policy: z.array(AppliedPolicySchema).optional(),
  /** Reads of the clock and of chance beyond those recorded: a clock that moved on, fresh random values. */
  continued: Count.optional(),
  /** The journal of clock and chance was full: later reads are neither recorded nor replayed. */
  journalFull: z.literal(true).optional(),
  /** Headers that were sent and took no part in matching: the cassette does not hold them, or no table knows them and they differ. */
  notCompared: z
    .array(
      z
        .object({
          header: z.string(),
          reason: z.enum([
            'not_recorded',
            'unknown',
            'credential',
            'account',
            'guessable',
            'program',
          ]),
        })
        .strict(),
    )
    .optional(),
  /** The cassette is one of version 0.1.0: ids are renamed by its own rules, and all else is compared by the present ones. */
  olderRules: z.literal(true).optional(),
  /** The cassette was changed after it was recorded, by hand or by a merge: nothing has verified what it holds. */
  editedCassette: z.literal(true).optional(),
  /** Places where redaction replaced a value that is too easy to guess for a hash of it to be kept: another one is not seen. */
  redacted: z.array(z.object({ action: z.string(), path: z.string() }).strict()).optional(),
  /** Secrets beyond the ten thousand that a run looks for where they stand without their names. */
  notLookedFor: Count.optional(),
  /**
   * Places of arguments and outputs where a part is not compared: the code of a function, the content of a file, a body, a stream
   * or a promise, what an instance of a class holds, its private fields and fields under symbols. The first fifty. And `state` that was another than the recorded one: a field of the object
   * that a method was called on, payloads of pings.
   */
  opaque: z
    .array(
      z
        .object({
          action: z.string(),
          path: z.string(),
          kind: z.enum(['code', 'content', 'instance', 'private', 'state']),
        })
        .strict(),
    )
    .optional(),
}).strict()
export type Receipt = z.infer<typeof ReceiptSchema>
