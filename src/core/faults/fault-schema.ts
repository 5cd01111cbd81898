import { z } from 'zod'
import { FAULT_KINDS, FAULT_VERDICTS } from './fault-kinds.ts'

const Index = z.number().int().nonnegative()
const FaultKindSchema = z.enum(FAULT_KINDS)

export const FaultVerdictSchema = z.enum(FAULT_VERDICTS)

/** One run with a fault in it. */
export const FaultOutcomeSchema = z
  .object({
    fault: FaultKindSchema,
    /** The number of times that the fault came. */
    times: z.number().int().nonnegative(),
    /** The name of the recorded action whose answer it replaced, and its index in the recording. */
    action: z.string(),
    index: Index,
    /** The faults that came together with it, where it takes them all. */
    with: z
      .array(z.object({ fault: FaultKindSchema, action: z.string(), index: Index }).strict())
      .optional(),
    verdict: FaultVerdictSchema,
    /** The number of times that the agent asked for the answer. */
    asked: z.number().int().nonnegative(),
    /** The end of the run in one line: its error, or its output. */
    end: z.string(),
  })
  .strict()
