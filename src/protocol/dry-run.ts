import { z } from 'zod'

/** The key of the result of an input, in the `task.meta` of its test. */
export const DRY_RUN_KEY = 'vitestReplay:dryRun'

/** A dry run, as the command asks its test file for it. */
export interface DryRunOrder {
  /** The path of the agent's module; its recordings are beside it. */
  module: string
  /** The export that is the agent; `null` for the default one, or `agent`. */
  exported: string | null
  inputs: unknown[]
  isLive: boolean
  /** The most that all inputs may cost, in USD. */
  usd: number
}

/** The result of one input. */
export const DryRunResultSchema = z.strictObject({
  status: z.enum(['success', 'error', 'diverged', 'not_run']),
  mode: z.enum(['record', 'replay', 'extend']).nullable(),
  actions: z.number().int(),
  costUsd: z.number().nullable(),
  /** The cost of this run: nothing in a replay. */
  spentUsd: z.number().nullable(),
  scores: z.record(z.string(), z.number()),
  finalScore: z.number().nullable(),
  /** The output in one line, or why there is none. */
  end: z.string(),
})
export type DryRunResult = z.infer<typeof DryRunResultSchema>
