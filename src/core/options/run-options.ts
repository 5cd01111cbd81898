import { z } from 'zod'
import { RunBudgetSchema } from './budget-schema.ts'
import { CompareOptionsSchema } from './compare-schema.ts'
import { MatchOptionsSchema } from './match-schema.ts'
import { option } from './option.ts'
import { PolicySchema } from './policy-schema.ts'
import {
  isDate,
  isErrorClasses,
  isFunction,
  isNotBlank,
  isObject,
  isTime,
  isTimeZone,
} from '../checks/predicates.ts'
import {
  CountSchema,
  MatchRateSchema,
  MillisecondsSchema,
  ModeSchema,
  ReplaysSchema,
  ScoreSchema,
  TakesSchema,
} from './shared-options.ts'

const ThresholdsSchema = z.strictObject({
  matchRate: option(MatchRateSchema, 'The share of aligned positions that match, 0 to 1.', '1'),
  blocked: option(
    CountSchema,
    'How many blocked calls are accepted; with more, the test fails whatever else it says.',
    '0',
  ),
  determinism: option(
    ScoreSchema,
    'The determinism score, 0 to 100; asks for further replays (option `replays`).',
  ),
})

/** The thresholds of a run: it fails where it does not meet them. */
export type Thresholds = z.infer<typeof ThresholdsSchema>

const FreezeSchema = z.strictObject({
  clock: option(
    z
      .union([
        z.custom<Date>(isDate),
        z.string().refine(isTime),
        z.number().refine(isTime),
        z.literal(true),
      ])
      .meta({ expected: 'a Date, an ISO 8601 string, milliseconds or true' }),
    'The time that the agent reads; `true` is the time at which its recording began.',
  ),
  random: option(
    z.union([z.number(), z.literal(true)]).meta({ expected: 'a number (the seed) or true' }),
    'The seed of every random value that the agent draws.',
  ),
  timezone: option(
    z.string().refine(isTimeZone).meta({ expected: "an IANA name such as 'Europe/Berlin'" }),
    'An IANA name, such as `UTC`. Needs the pool `forks` and a test that is not concurrent.',
  ),
})

/** A class of errors. */
// oxlint-disable-next-line typescript/no-explicit-any
export type ErrorClass = abstract new (...args: any[]) => Error

/** The clock, the random values and the time zone, as far as they are pinned; the report names them as pinned. */
export type Freeze = z.infer<typeof FreezeSchema>

const ForkSchema = z.strictObject({
  at: CountSchema.meta({ description: 'The index of the action, counted from 0.' }),
  answer: option(
    z.unknown(),
    'Its answer: the JSON of a response (an array of events for a stream), the output of a tool, or an Error. Without one, the action is the first of the rest.',
  ),
  then: option(
    z.enum(['live', 'replay']),
    '`replay` answers the rest from the recording where it still fits; `live` runs it for real, never with the mode `none`.',
    "'replay'",
  ),
  model: option(
    z.string().min(1),
    'The model that live calls ask, in place of the one that the agent names.',
  ),
})

/**
 * Answers an approval in the place of a person, while it is recorded: an answer of any kind, `undefined` for none.
 *
 * @param about The name of the approval, and a signal that says when the test's time is over.
 */
export type Approver = (
  // oxlint-disable-next-line typescript/no-explicit-any
  request: any,
  about: { name: string; signal: AbortSignal },
) => unknown

const text = (expected: string) => z.string().refine(isNotBlank).meta({ expected })

const WaiverSchema = z.strictObject({
  finding: text("a type or a cause, such as 'timestamp'").meta({
    description: 'The type or the cause of the finding.',
  }),
  action: option(z.string(), "The action's name.", 'all actions'),
  reason: text('a sentence that says why it is accepted; the report shows it').meta({
    description: 'Shown in the report.',
  }),
})

/** A determinism finding that is accepted. */
export type Waiver = z.infer<typeof WaiverSchema>

/** The options of `replayRun`: their types, their checks and their reference come from here. */
export const RunOptionsSchema = z.strictObject({
  input: option(z.unknown(), 'Passed to the agent and kept in the cassette.'),
  inputFrom: option(
    text('the path of a cassette, such as "__cassettes__/refund.test.ts/refunds.cassette.jsonl"'),
    "Takes the input of another run, as its cassette keeps it: the cassette's path, from the root of the project.",
  ),
  cassette: option(
    text('a name such as "refund flow", which becomes the name of the file'),
    "The cassette's name.",
    "the test's full name",
  ),
  agent: option(z.string(), "The agent's name.", "the function's name"),
  workflow: option(z.string(), 'The workflow that the run belongs to, for filters and groups.'),
  tags: option(z.array(z.string()), 'Tags, for filters and groups.'),
  release: option(z.string(), 'The release under test: a version, a tag or a commit.'),
  resources: option(
    z.custom<Record<string, unknown>>(isObject).meta({ expected: 'an object' }),
    'Named prompts, tool schemas, models; hashed, so that a change of one is named.',
  ),
  mode: option(ModeSchema, "VCR's record mode.", "'once', and 'none' in CI"),
  thresholds: option(
    z.union([ThresholdsSchema, z.literal(false)]),
    'What the run must reach; `false` leaves judging to the assertions.',
    '{ matchRate: 1 }',
  ),
  match: option(MatchOptionsSchema, 'Which requests are the same.'),
  compare: option(
    CompareOptionsSchema,
    'What may differ in outputs; nothing by default. Requests are never compared with tolerance.',
  ),
  policy: option(
    PolicySchema,
    'What becomes of what the agent does: rules by kind and name, such as `tool refund`; added to those of the plugin.',
  ),
  live: option(
    z.array(z.string().min(1)),
    'Kinds (`llm`, `http`, `tool`, `step`) or names of actions that run for real although the rest is replayed; read as rules of `policy` with the effect `execute`.',
  ),
  fork: option(
    ForkSchema,
    'Replays the recording up to an action, and goes on otherwise. Kept as a recording of its own in `.vitest-replay/forks`.',
  ),
  onDivergence: option(
    z.enum(['continue', 'fail']),
    '`continue` serves the nearest recorded answer and goes on; `fail` stops at the first divergence: everything after it is blocked.',
    "'continue'",
  ),
  budget: option(RunBudgetSchema, 'What the run may take.'),
  actions: option(
    z
      .custom<Record<string, unknown>>(isObject)
      .meta({ expected: "an object such as { refund: [orders, 'refund'] }" }),
    "Functions and methods to record for the length of the run: `[object, 'method']`, or tools of a framework: one, or a list, a set or an object of them.",
  ),
  approvals: option(
    z.record(z.string(), z.custom<Approver>(isFunction).meta({ expected: 'a function' })),
    'Functions that answer approvals (`context.requestApproval`) while they are recorded, by name; a name may hold `*`. A replay gives the recorded answer back and calls none. Without an answer the run ends, with the stop reason `interrupted`.',
  ),
  errors: option(
    z
      .custom<ErrorClass[]>(isErrorClasses)
      .meta({ expected: 'a list of error classes such as [OrderError]' }),
    'Classes that recorded errors are instances of where they are thrown again, so that `instanceof` holds; those that a module named in `actions` exports are known.',
  ),
  expectError: option(
    z.boolean(),
    'The run is expected to throw: its error is its outcome, and is not thrown again.',
    'false',
  ),
  takes: option(
    TakesSchema,
    'How many times the run is recorded, one after the other, where it is recorded. The first take is the one that is replayed; the others are kept beside it and show `vitest-replay compare` what is chance and what is a change. Each runs for real and costs as much as the first, so the agent itself has to undo what its tools change.',
    '1',
  ),
  verify: option(z.boolean(), '`false` leaves out the replay that follows a recording.', 'true'),
  afterReturn: option(
    MillisecondsSchema,
    'Milliseconds that a run waits, when its agent has returned, for the requests and actions that it has begun; what has not ended by then fails the test.',
    '30000',
  ),
  replays: option(
    ReplaysSchema,
    'How many further replays are made with another time, other random values and answers in another order, to measure determinism.',
    '3 where a threshold asks for a score, else 0',
  ),
  environment: option(
    z.boolean(),
    '`false` leaves the clock and the sources of random values alone: they are neither recorded nor replayed.',
    'true',
  ),
  freeze: option(FreezeSchema, 'What is pinned on purpose; the report names it as pinned.'),
  waive: option(z.array(WaiverSchema), 'Determinism findings that are accepted, with the reason.'),
})

/** Options of `replayRun`. */
export interface RunOptions<Input = unknown> extends Omit<
  z.infer<typeof RunOptionsSchema>,
  'input'
> {
  /** Passed to the agent and kept in the cassette. */
  input?: Input
}
