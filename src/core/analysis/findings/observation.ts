import { z } from 'zod'

/** Observations whose only fact, where they have one, is the recorded value or the place of the finding. */
const PLAIN = [
  'time_of_recording',
  'day_of_recording',
  'machine_timezone',
  'generated_id',
  'random_number',
  'random_look',
  'machine_path',
  'node_version',
  'temporary_folder',
  'rounding_error',
  'results_by_arrival',
  'reordered_list',
  'sampled_answers',
  'changed_answer',
  'temporary_failure',
] as const

/** The facts of which the description of a static finding is made, beside its value and its place. */
export const StaticObservationSchema = z.discriminatedUnion('code', [
  z.object({ code: z.enum(PLAIN) }).strict(),
  z
    .object({
      code: z.literal('free_sampling'),
      model: z.string().nullable(),
      /** `true` if the API has a parameter for a seed, which the request left out. */
      takesSeed: z.boolean(),
    })
    .strict(),
  /** A model without a date, and the dated one that answered. */
  z.object({ code: z.literal('model_alias'), answeredBy: z.string() }).strict(),
  z.object({ code: z.literal('unkeyed_post'), urlPath: z.string() }).strict(),
])

/** The kinds of remedies for a static finding. */
export const StaticRemedySchema = z.enum([
  'timestamp',
  'date',
  'timezone',
  'uuid',
  'random',
  'environment',
  'temporary_folder',
  'floating_point',
  'result_order',
  'collection_order',
  'sampling',
  'sampling_anthropic',
  'sampling_responses',
  'sampling_google',
  'alias',
  'temporary_failure',
  'polling',
  'idempotency',
])
export type StaticRemedy = z.infer<typeof StaticRemedySchema>
