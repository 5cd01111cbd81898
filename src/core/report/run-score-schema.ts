import { z } from 'zod'

/** A score that the agent or its test gave a run. */
export const RunScoreSchema = z.object({ name: z.string().min(1), value: z.number() }).strict()
