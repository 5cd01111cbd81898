/** The properties of the environment that perturbed replays vary. */
export const DIMENSIONS = [
  'clock',
  'random',
  'uuid',
  'arrival_order',
  'chunking',
  'timezone',
  'locale',
  'environment',
] as const
export type Dimension = (typeof DIMENSIONS)[number]
