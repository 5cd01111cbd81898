import { z } from 'zod'

/** The fork that `vitest-replay fork` asks a worker for: which recording is left where, and how it goes on. */
export const ForkOrderSchema = z.strictObject({
  /** The path of the cassette that is left; every other run of the test replays. */
  cassette: z.string(),
  /** The path of the fork. */
  to: z.string(),
  at: z.number().int().nonnegative(),
  answer: z.unknown().optional(),
  then: z.enum(['live', 'replay']),
  model: z.string().optional(),
})
export type ForkOrder = z.infer<typeof ForkOrderSchema>
