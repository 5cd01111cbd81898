import { z } from 'zod'
import { parseJson } from '../../core/json.ts'
import { LIVE_VARIABLE } from '../../protocol/keys.ts'

/** The order of `vitest-replay ui` to the plugin. */
export const LiveOrderSchema = z.strictObject({
  port: z.number().int().min(0).max(65_535),
  open: z.boolean(),
})
export type LiveOrder = z.infer<typeof LiveOrderSchema>

/**
 * Takes the order out of the environment; `null` where the live page is not wanted.
 *
 * @note What agents start must not serve a page of its own, and a run's environment is not to name one.
 */
export function takeLiveOrder(env: NodeJS.ProcessEnv): LiveOrder | null {
  const text = env[LIVE_VARIABLE]
  if (text === undefined) return null
  delete env[LIVE_VARIABLE]
  return LiveOrderSchema.safeParse(parseJson(text)).data ?? null
}
