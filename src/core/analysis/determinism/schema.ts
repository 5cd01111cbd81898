import { z } from 'zod'
import { SourceSchema } from '../../divergence/schema.ts'

const Count = z.number().int().nonnegative()
const Percent = z.number().min(0).max(100)

/** What kind of thing makes a position unstable. */
export const FindingTypeSchema = z.enum([
  'timestamp',
  'random',
  'uuid',
  'ordering',
  'chunking',
  'timezone',
  'locale',
  'environment',
  'floating_point',
  'external_state',
  'unknown',
])
export type FindingType = z.infer<typeof FindingTypeSchema>

/** What was changed when a position became unstable. */
export const DimensionSchema = z.enum([
  'clock',
  'random',
  'uuid',
  'arrival_order',
  'chunking',
  'timezone',
  'locale',
])
export type Dimension = z.infer<typeof DimensionSchema>

export const InstabilityCauseSchema = z.enum([
  ...DimensionSchema.options,
  'environment',
  'unknown',
] as const)
export type InstabilityCause = z.infer<typeof InstabilityCauseSchema>

export const SeveritySchema = z.enum(['critical', 'high', 'medium', 'low'])
export type Severity = z.infer<typeof SeveritySchema>

export const DeterminismFindingSchema = z
  .object({
    type: FindingTypeSchema,
    severity: SeveritySchema,
    /** The action's name; `final output` for the last position. */
    action: z.string(),
    /** The aligned position, 0-based; the final output is the last. */
    index: Count,
    /** Where the value stands that differed; `null` where the whole action did. */
    path: z.string().nullable(),
    cause: InstabilityCauseSchema,
    /** The line that read the clock or drew the random value; where there is none, the line of the call. */
    source: SourceSchema.nullable(),
    values: z.object({ recorded: z.string().nullable(), replayed: z.string().nullable() }).strict(),
    description: z.string(),
    recommendation: z
      .object({ text: z.string(), before: z.string(), after: z.string() })
      .strict()
      .nullable(),
    /** Whether the option `freeze` settles it: it counts as stable. */
    pinned: z.boolean(),
    /** Why it is accepted (option `waive`): it counts as stable. */
    waived: z.string().nullable(),
  })
  .strict()
export type DeterminismFinding = z.infer<typeof DeterminismFindingSchema>

export const BandSchema = z.enum(['high', 'moderate', 'low', 'none'])
export type Band = z.infer<typeof BandSchema>

/** How far a run does the same in another world. */
export const DeterminismSchema = z
  .object({
    /** 0 to 100: stable positions / all positions. */
    score: Percent,
    band: BandSchema,
    /** How many perturbed replays were made. */
    replays: Count,
    /** Gives the first of them back (`VITEST_REPLAY_SEED`); the next have the next numbers. */
    seed: Count,
    positions: Count,
    stable: Count,
    /** 0 to 100: positions whose action, whose inputs too, are the same; replays that end in the same final output. */
    tiers: z.object({ actions: Percent, inputs: Percent, output: Percent }).strict(),
    /** How many more replays it took to find the causes. */
    attributionReplays: Count,
    /** What could not be changed here, and why. */
    notVaried: z.array(z.object({ dimension: DimensionSchema, reason: z.string() }).strict()),
    findings: z.array(DeterminismFindingSchema),
  })
  .strict()
export type Determinism = z.infer<typeof DeterminismSchema>
