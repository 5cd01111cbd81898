import { z } from 'zod'
import { isPattern } from './checks/predicates.ts'

const PatternTextSchema = z
  .object({ source: z.string(), flags: z.string() })
  .strict()
  .refine(isPattern, { message: 'it is no regular expression' })

const ChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ignore') }).strict(),
  z.object({ kind: z.literal('replace'), pattern: PatternTextSchema, as: z.string() }).strict(),
  z
    .object({
      kind: z.literal('with'),
      name: z.enum(['trim', 'lowercase', 'whitespace', 'sort-lines', 'sort', 'round', 'json']),
    })
    .strict(),
])

/** A rule of the option `match` as it travels and is stored, where no `RegExp` can go. */
export const MatchRuleSchema = z
  .object({
    /** As the user wrote it, for the report. */
    label: z.string(),
    /** The source of the rule: the call, the plugin for all, or the plugin for one agent. */
    origin: z.enum(['call', 'plugin', 'agent']),
    place: z.enum(['all', 'body', 'output', 'headers', 'url']),
    path: z.string().optional(),
    action: PatternTextSchema.optional(),
    change: ChangeSchema,
  })
  .strict()
export type MatchRule = z.infer<typeof MatchRuleSchema>

const path = z.string().min(1)

const StoredToleranceSchema = z.union([
  z.object({ path, absolute: z.number().gt(0) }).strict(),
  z.object({ path, relative: z.number().gt(0).lt(1) }).strict(),
  z.object({ path, unordered: z.literal(true) }).strict(),
  z.object({ path, withinMs: z.number().gt(0) }).strict(),
])

/** The rules of a run about what is the same, with which two recordings of it are compared as well. */
export const StoredRulesSchema = z
  .object({
    match: z.array(MatchRuleSchema),
    compare: z
      .object({
        output: z.array(StoredToleranceSchema),
        actions: z.record(z.string(), z.array(StoredToleranceSchema)),
      })
      .strict(),
  })
  .strict()
export type StoredRules = z.infer<typeof StoredRulesSchema>
