import { z } from 'zod'
import { SourceSchema } from '../../divergence/schema.ts'

const Count = z.number().int().nonnegative()

/** The difference that a perturbed replay makes at a position. */
const EffectSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('calls_more') }).strict(),
  z.object({ code: z.literal('does_not_call') }).strict(),
  z.object({ code: z.literal('calls_other'), recorded: z.string(), replayed: z.string() }).strict(),
  /** A value reached the position, and so many further places of it. */
  z.object({ code: z.literal('value_reached'), more: Count }).strict(),
])
export type InstabilityEffect = z.infer<typeof EffectSchema>

/** The facts of which the description of an unstable position is made, beside its cause and its place. */
export const ObservationSchema = z
  .object({
    /** The read of the environment whose value reached the position; `null` where several may have. */
    read: z.object({ api: z.string(), source: SourceSchema.nullable() }).strict().nullable(),
    effect: EffectSchema,
    /** The seed of the replay that showed it. */
    seed: Count,
  })
  .strict()
export type InstabilityObservation = z.infer<typeof ObservationSchema>

/** The kinds of remedies for an unstable position. */
export const InstabilityRemedySchema = z.enum([
  'clock',
  'clock_number',
  'duration',
  'uuid',
  'token',
  'random',
  'arrival_order',
  'chunking',
  'timezone',
  'locale',
  'environment',
  'folder_order',
  'temporary_folder',
  'id_generator',
  'unknown',
])
export type InstabilityRemedy = z.infer<typeof InstabilityRemedySchema>
