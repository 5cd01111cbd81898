import { z } from 'zod'
import { MAX_TAKES } from '../core/cassette/cassette-path.ts'
import {
  findRuleProblem,
  type CompareOptions,
} from '../core/divergence/differences/tolerance-rules.ts'
import type { MatchRule } from '../core/matching/match-options.ts'
import { NORMALIZERS, type NormalizerName } from '../core/matching/normalizers.ts'

/** A URL pattern: a prefix, or a text with `*`. */
const UrlPattern = z.string().min(1)

const PatternTextSchema = z.object({ source: z.string(), flags: z.string() }).strict()

const MatchRuleSchema = z
  .object({
    label: z.string(),
    origin: z.enum(['call', 'plugin', 'agent']),
    place: z.enum(['all', 'body', 'output', 'headers', 'url']),
    path: z.string().optional(),
    action: PatternTextSchema.optional(),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('ignore') }).strict(),
      z.object({ kind: z.literal('replace'), pattern: PatternTextSchema, as: z.string() }).strict(),
      z
        .object({
          kind: z.literal('with'),
          name: z.enum(Object.keys(NORMALIZERS) as [NormalizerName, ...NormalizerName[]]),
        })
        .strict(),
    ]),
  })
  .strict() satisfies z.ZodType<MatchRule>

const MatchSchema = z
  .object({
    headers: z.array(z.string()).optional(),
    rules: z.array(MatchRuleSchema).optional(),
  })
  .strict()

/**
 * The options that the main process sends to the workers; structured-cloneable, so patterns travel
 * as text.
 */
export const WorkerOptionsSchema = z
  .object({
    mode: z.enum(['none', 'once', 'new_episodes', 'all']).optional(),
    thresholds: z
      .object({
        matchRate: z.number().min(0).max(1).optional(),
        determinism: z.number().min(0).max(100).optional(),
      })
      .strict()
      .optional(),
    match: MatchSchema.extend({ agents: z.record(z.string(), MatchSchema).optional() }).optional(),
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
    takes: z.number().int().min(1).max(MAX_TAKES).optional(),
    replays: z.number().int().min(0).max(100).optional(),
    environment: z.boolean().optional(),
    release: z.string().optional(),
    /**
     * The variables that name the machine and the build, in the environment that Vitest was started
     * in.
     */
    variables: z.record(z.string(), z.string()).optional(),
    update: z.boolean(),
    ci: z.boolean(),
    root: z.string(),
  })
  .strict()
export type WorkerOptions = z.infer<typeof WorkerOptionsSchema>
