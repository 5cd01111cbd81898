import { z } from 'zod'
import { CompareOptionsSchema } from './compare-schema.ts'
import { MatchOptionsSchema } from './match-schema.ts'
import { option } from './option.ts'
import { PolicySchema } from './policy-schema.ts'
import { isFunction, isRegExp } from '../checks/predicates.ts'
import type { RunEvent } from '../run-events/schema.ts'
import {
  MatchRateSchema,
  MillisecondsSchema,
  ModeSchema,
  ReplaysSchema,
  ScoreSchema,
  TakesSchema,
} from './shared-options.ts'

/** The form of the report page: one file, or a small one beside a folder with the runs. */
export const PageLayoutSchema = z.enum(['auto', 'file', 'folder'])
export type PageLayout = z.infer<typeof PageLayoutSchema>

/** The options of the plugin: their types, their checks and their reference come from here. */
export const PluginOptionsSchema = z.strictObject({
  mode: option(
    ModeSchema,
    "VCR's record mode, where neither the call, `VITEST_REPLAY`, `vitest -u` nor `CI` sets one.",
    "'once'",
  ),
  thresholds: option(
    z.strictObject({
      matchRate: option(MatchRateSchema, 'The share of aligned positions that match, 0 to 1.', '1'),
      determinism: option(
        ScoreSchema,
        'The determinism score, 0 to 100; asks for further replays of every run.',
      ),
    }),
    'What every run must reach.',
    '{ matchRate: 1 }',
  ),
  match: option(
    MatchOptionsSchema.extend({
      agents: option(z.record(z.string(), MatchOptionsSchema), "Rules by the agent's name."),
    }),
    'Which requests are the same; for all runs, and by the name of the agent.',
  ),
  compare: option(
    CompareOptionsSchema,
    "What may differ in outputs; nothing by default. The call's rules are added to these.",
  ),
  policy: option(
    PolicySchema,
    'What becomes of what agents do: rules by kind and name, such as `http POST https://host/path*`, `tcp db:5432`, `process git *`.',
  ),
  passthrough: option(
    z.array(z.string().min(1)),
    'URLs that are neither recorded nor blocked: prefixes, or texts in which `*` stands for anything; read as rules of `policy` with the effect `pass`.',
  ),
  redact: option(
    z.strictObject({
      headers: option(z.array(z.string()), 'Names of headers that are kept in cassettes.'),
      claims: option(
        z.array(z.string()),
        'Names of claims that a token keeps in cassettes, beside its lifetime, issuer, audience, scope, algorithm and key id.',
      ),
      secrets: option(
        z.array(
          z.strictObject({
            name: z.string().min(1).meta({ description: 'Names the secret in its placeholder.' }),
            pattern: z
              .union([z.string().min(1), z.custom<RegExp>(isRegExp).meta({ expected: 'a RegExp' })])
              .meta({ description: 'The text to replace.' }),
          }),
        ),
        'Patterns of secrets, beside those that are built in.',
      ),
    }),
    'Which headers are kept, and what is secret, beside the rules that are built in.',
  ),
  verify: option(z.boolean(), '`false` leaves out the replay that follows a recording.', 'true'),
  takes: option(
    TakesSchema,
    'How many times each run is recorded, where it is recorded: each costs as much as the first.',
    '1',
  ),
  afterReturn: option(
    MillisecondsSchema,
    'Milliseconds that a run waits, when its agent has returned, for the requests and actions that it has begun; what has not ended by then fails the test.',
    '30000',
  ),
  replays: option(
    ReplaysSchema,
    'How many further replays measure determinism.',
    '3 where a threshold asks for a score, else 0',
  ),
  environment: option(
    z.boolean(),
    '`false` leaves the clock and the sources of random values alone.',
    'true',
  ),
  release: option(
    z.string(),
    'The release under test: a version, a tag or a commit.',
    '`VITEST_REPLAY_RELEASE`, or `GITHUB_SHA`',
  ),
  report: option(
    z.union([
      z.literal(false),
      z.strictObject({
        html: option(
          PageLayoutSchema,
          '`file` writes the page as one file, `folder` as a small one with the runs in `report/` beside it, `auto` as a folder where the file had more than 15 MiB.',
          "'auto'",
        ),
      }),
    ]),
    'How reports are written; `false` writes none into `.vitest-replay/`.',
  ),
  runStore: option(
    z.union([
      z.literal(false),
      z.strictObject({
        count: option(z.number().int().min(1), 'The most runs that are kept.', '1000'),
        days: option(z.number().positive(), 'How many days a run is kept.', '30'),
        bytes: option(z.number().int().min(1), 'The most bytes of all runs.', '268435456'),
      }),
    ]),
    'How many executions are kept in `.vitest-replay/runs/`, for `vitest-replay runs` and `show`; `false` keeps none.',
    '`{}`, or `false` where `report` is `false`',
  ),
  diagnose: option(
    z.array(
      z.strictObject({
        match: z
          .union([z.string().min(1), z.custom<RegExp>(isRegExp).meta({ expected: 'a RegExp' })])
          .meta({ description: 'A part of the error, such as `RateLimitError: tenant`.' }),
        cause: z.string().min(1).meta({ description: 'The cause, as it is reported.' }),
        remedy: z.string().min(1).meta({ description: 'The thing to do.' }),
      }),
    ),
    'Causes of failures that you know, before those that are built in: the first whose `match` is in an error, or in what caused it, is reported.',
  ),
  onEvent: option(
    z.custom<(event: RunEvent) => unknown>(isFunction).meta({ expected: 'a function' }),
    'Is called with each event of each run, in order: `run_created`, `action_created`, `console`, `note`, `run_completed`, `run_failed`. Actions of replays come as they complete then, which costs some time.',
  ),
})

/** Options of the plugin; each can be overridden by the call. */
export type PluginOptions = z.infer<typeof PluginOptionsSchema>
