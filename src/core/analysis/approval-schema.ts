import { z } from 'zod'

const Count = z.number().int().nonnegative()

/** An approval that the agent asked a person for, and its course. */
export const ApprovalSchema = z
  .object({
    /** The action that asked for it; `null` where the output of the run does, as a framework's state with interrupts. */
    action: Count.nullable(),
    name: z.string(),
    /**
     * The call that notified somebody: within the approval, or a message that carried what was asked. `action` is `null` where it
     * is one of the recording, which a replay does not make again; `null` where none is known.
     */
    notifiedBy: z.object({ name: z.string(), action: Count.nullable() }).strict().nullable(),
    answered: z.boolean(),
    /** The first action after the answer; `null` where the agent made none. */
    resumedBy: Count.nullable(),
  })
  .strict()
export type ApprovalFacts = z.infer<typeof ApprovalSchema>
