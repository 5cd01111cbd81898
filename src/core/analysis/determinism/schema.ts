import { z } from 'zod'
import { DIMENSIONS } from './dimensions.ts'
import { InstabilityRemedySchema, ObservationSchema } from './observation.ts'
import { FindingSchema } from '../findings/schema.ts'

const Count = z.number().int().nonnegative()
const Percent = z.number().min(0).max(100)

const DimensionSchema = z.enum(DIMENSIONS)

/** A position at which perturbed replays differ from each other. */
export const DeterminismFindingSchema = FindingSchema.extend({
  /** The facts of the description. Absent in a report of 0.1.0. */
  observation: ObservationSchema.optional(),
  /** The recommendation as a code. Absent in a report of 0.1.0. */
  remedy: InstabilityRemedySchema.nullable().optional(),
}).strict()
export type DeterminismFinding = z.infer<typeof DeterminismFindingSchema>
export type InstabilityCause = DeterminismFinding['cause']
export type Severity = DeterminismFinding['severity']

/** The reasons for which replays cannot vary a dimension. */
const ObstacleSchema = z.enum([
  'environment_option',
  'fake_timers',
  'worker_thread',
  'concurrent_test',
  'concurrent_run',
])
export type Obstacle = z.infer<typeof ObstacleSchema>

export const BandSchema = z.enum(['high', 'moderate', 'low', 'none'])
export type Band = z.infer<typeof BandSchema>

/** The measured determinism of a run, from replays in perturbed environments. */
export const DeterminismSchema = z
  .object({
    /** 0 to 100: stable positions / all positions. */
    score: Percent,
    band: BandSchema,
    /** Number of perturbed replays. */
    replays: Count,
    /**
     * Repeats the first of these replays when set as `VITEST_REPLAY_SEED`; the others have the
     * seeds after it.
     */
    seed: Count,
    positions: Count,
    stable: Count,
    /**
     * 0 to 100: positions with the same action in all replays, positions with the same inputs too,
     * and replays with the same final output.
     */
    tiers: z.object({ actions: Percent, inputs: Percent, output: Percent }).strict(),
    /** Number of further replays that attributed the unstable positions to causes. */
    attributionReplays: Count,
    /** Dimensions that could not be varied, with the reason; its code is absent in a report of 0.1.0. */
    notVaried: z.array(
      z
        .object({
          dimension: DimensionSchema,
          obstacle: ObstacleSchema.optional(),
          reason: z.string(),
        })
        .strict(),
    ),
    findings: z.array(DeterminismFindingSchema),
  })
  .strict()
export type Determinism = z.infer<typeof DeterminismSchema>
