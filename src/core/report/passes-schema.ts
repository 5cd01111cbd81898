import { z } from 'zod'

const PassSideSchema = z
  .object({
    value: z.number().min(0).max(1),
    /** 95 %, for runs like these; `null` for fewer than four runs. */
    interval: z.tuple([z.number(), z.number()]).nullable(),
  })
  .strict()

/** pass^k: the chance that k takes of a run all succeed. */
export const PassComparisonSchema = z
  .object({
    k: z.number().int().positive(),
    /** Runs with at least k takes on both sides. */
    runs: z.number().int().nonnegative(),
    base: PassSideSchema,
    head: PassSideSchema,
  })
  .strict()
export type PassComparison = z.infer<typeof PassComparisonSchema>
