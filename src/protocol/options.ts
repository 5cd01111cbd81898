import { z } from 'zod'
import { findRuleProblem, type CompareOptions } from '../core/divergence/tolerance-rules.ts'

/** A URL pattern: a prefix, or a text with `*`. */
const UrlPattern = z.string().min(1)

/** What the main process tells the workers; structured-cloneable, so patterns travel as text. */
export const WorkerOptionsSchema = z
  .object({
    mode: z.enum(['none', 'once', 'new_episodes', 'all']).optional(),
    thresholds: z
      .object({ matchRate: z.number().min(0).max(1).optional() })
      .strict()
      .optional(),
    match: z
      .object({ headers: z.array(z.string()).optional() })
      .strict()
      .optional(),
    compare: z.custom<CompareOptions>((compare) => !findRuleProblem(compare)).optional(),
    passthrough: z.array(UrlPattern).optional(),
    redact: z
      .object({
        headers: z.array(z.string()).optional(),
        secrets: z
          .array(z.object({ name: z.string(), source: z.string(), flags: z.string() }).strict())
          .optional(),
      })
      .strict()
      .optional(),
    verify: z.boolean().optional(),
    release: z.string().optional(),
    update: z.boolean(),
    ci: z.boolean(),
    root: z.string(),
  })
  .strict()
export type WorkerOptions = z.infer<typeof WorkerOptionsSchema>
