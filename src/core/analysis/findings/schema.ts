import { z } from 'zod'
import { SourceSchema } from '../../divergence/schema.ts'
import { StaticObservationSchema, StaticRemedySchema } from './observation.ts'

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
  'api_variability',
  'external_state',
  'unknown',
])
export type FindingType = z.infer<typeof FindingTypeSchema>

export const FindingSeveritySchema = z.enum(['critical', 'high', 'medium', 'low'])
export type FindingSeverity = z.infer<typeof FindingSeveritySchema>

export const FindingCauseSchema = z.enum([
  'clock',
  'random',
  'uuid',
  'arrival_order',
  'chunking',
  'timezone',
  'locale',
  'environment',
  'id_generator',
  'unknown',
])

/** A remedy for a finding; `before` and `after` are TypeScript. */
export const RecommendationSchema = z
  .object({ text: z.string(), before: z.string(), after: z.string() })
  .strict()
export type Recommendation = z.infer<typeof RecommendationSchema>

/** A place at which a run is not deterministic, measured or found in its cassette. */
export const FindingSchema = z
  .object({
    type: FindingTypeSchema,
    severity: FindingSeveritySchema,
    /** The action's name; `final output` for the run's output. */
    action: z.string(),
    /** The action's index; the final output comes after the last. */
    index: z.number().int().nonnegative(),
    /** The place in the request or the inputs, as in a divergence. */
    path: z.string().nullable(),
    cause: FindingCauseSchema,
    /** The line that read the value; `null` where unknown, as in a cassette alone. */
    source: SourceSchema.nullable(),
    values: z.object({ recorded: z.string().nullable(), replayed: z.string().nullable() }).strict(),
    description: z.string(),
    recommendation: RecommendationSchema.nullable(),
    /** `true` if replays receive the recorded value, so that they do not differ. */
    pinned: z.boolean(),
    /** The reason for which it is accepted; `null` where it is not. */
    waived: z.string().nullable(),
  })
  .strict()

/** A finding from the cassette alone: without a replay and without a source line. */
export const StaticFindingSchema = FindingSchema.extend({
  source: z.null(),
  values: z.object({ recorded: z.string().nullable(), replayed: z.null() }).strict(),
  /** The facts of the description. */
  observation: StaticObservationSchema,
  /** The recommendation as a code. */
  remedy: StaticRemedySchema,
  pinned: z.literal(false),
}).strict()
export type StaticFinding = z.infer<typeof StaticFindingSchema>

/** A static finding with codes in place of words, which `describeStaticFinding` adds. */
export type StaticFacts = Omit<StaticFinding, 'description' | 'recommendation'>

/** Accepts findings of a type, everywhere or of one action (a name, with `*` for anything). */
export const FindingWaiverSchema = z
  .object({
    finding: FindingTypeSchema,
    action: z.string().min(1).optional(),
    reason: z.string().min(1),
  })
  .strict()
export type FindingWaiver = z.infer<typeof FindingWaiverSchema>
