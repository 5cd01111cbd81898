import { z } from 'zod'
import { option } from '../core/options/option.ts'
import { NormalizerNameSchema } from '../core/options/match-schema.ts'
import { PluginOptionsSchema } from '../core/options/plugin-options.ts'
import { ModeSchema } from '../core/options/shared-options.ts'
import type { MatchRule } from '../core/stored-rules.ts'

const PatternTextSchema = z.strictObject({ source: z.string(), flags: z.string() })

const MatchRuleSchema = z.strictObject({
  label: z.string(),
  origin: z.enum(['call', 'plugin', 'agent']),
  place: z.enum(['all', 'body', 'output', 'headers', 'url']),
  path: z.string().optional(),
  action: PatternTextSchema.optional(),
  change: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ignore') }),
    z.strictObject({ kind: z.literal('replace'), pattern: PatternTextSchema, as: z.string() }),
    z.strictObject({ kind: z.literal('with'), name: NormalizerNameSchema }),
  ]),
}) satisfies z.ZodType<MatchRule>

const MatchSchema = z.strictObject({
  headers: z.array(z.string()).optional(),
  rules: z.array(MatchRuleSchema).optional(),
})

/**
 * The options that the main process sends to the workers: those of the plugin that a run needs, with patterns as text so
 * that they can be cloned, and the facts that only the main process knows.
 */
export const WorkerOptionsSchema = PluginOptionsSchema.omit({
  match: true,
  redact: true,
  report: true,
  runStore: true,
  onEvent: true,
  diagnose: true,
}).extend({
  match: MatchSchema.extend({ agents: z.record(z.string(), MatchSchema).optional() }).optional(),
  redact: z
    .strictObject({
      headers: z.array(z.string()).optional(),
      claims: z.array(z.string()).optional(),
      secrets: z
        .array(z.strictObject({ name: z.string(), source: z.string(), flags: z.string() }))
        .optional(),
    })
    .optional(),
  variables: option(
    z.record(z.string(), z.string()),
    'The variables of the environment of Vitest that name the machine and the build.',
  ),
  /** The zone and the locale of the main process, and the variables that chose them. */
  home: z
    .strictObject({
      timezone: z.string(),
      locale: z.string(),
      variables: z.record(z.string(), z.string()),
    })
    .optional(),
  /** The store of runs; absent where none are kept. */
  store: z
    .strictObject({
      /** Actions of replays are written as they complete, because somebody listens. */
      live: z.boolean(),
      /** The name of the project. */
      project: z.string(),
      session: z.string(),
      release: z.string().optional(),
      packageVersion: z.string().optional(),
      sha: z.string().optional(),
      ciJob: z.string().optional(),
    })
    .optional(),
  /** The record mode of a rerun from the live page; it stands above `VITEST_REPLAY`. */
  rerun: ModeSchema.optional(),
  update: z.boolean(),
  ci: z.boolean(),
  /** The root of the test run: paths in the report are relative to it. */
  root: z.string(),
  /** The folder that Vitest was started in: printed commands and paths are relative to it. */
  startedIn: z.string(),
  /** The folder of the git repository, on which the ids of runs depend. */
  repository: z.string(),
  /** The root of the project: where its dependencies are declared. */
  packageRoot: z.string(),
  flags: option(
    z.array(z.string()),
    'The flags that choose the root, the configuration and the project of the tests.',
  ),
})
export type WorkerOptions = z.infer<typeof WorkerOptionsSchema>
