import { RunOptionsSchema } from '../core/options/run-options.ts'
import { WorkerOptionsSchema, type WorkerOptions } from './options.ts'

// In the built package this file is replaced by what `compiled-checks.ts` compiles from the same schemas: there, no test
// file loads zod to check options that are fine.

/** Accepts valid options of `replayRun`. */
export function isRunOptions(options: unknown): boolean {
  return RunOptionsSchema.safeParse(options).success
}

/** Accepts what the plugin sends to the workers. */
export function isWorkerOptions(options: unknown): options is WorkerOptions {
  return WorkerOptionsSchema.safeParse(options).success
}
