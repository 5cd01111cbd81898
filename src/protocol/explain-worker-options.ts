import { ReplayError } from '../core/errors.ts'
import { explainOptions } from '../core/options/explain-options.ts'
import { WorkerOptionsSchema } from './options.ts'

/** Describes what is wrong with the options that a worker received. Loads zod. */
export function explainWorkerOptions(options: unknown): ReplayError {
  const { field = '', reason = '' } = explainOptions(WorkerOptionsSchema, options) ?? {}
  const isMissing = options === undefined
  return new ReplayError(isMissing ? 'PLUGIN_MISSING' : 'OPTION_INVALID', {
    attempted: 'Failed to read the options that the plugin sends to the workers',
    reason: isMissing ? 'there are none' : `the option "${field}" ${reason}`,
    remedy: isMissing
      ? "Add the plugin to vitest.config.ts instead of the setup file: import { replay } from 'vitest-replay/plugin', plugins: [replay()]"
      : 'Check that one version of vitest-replay is installed: npm ls vitest-replay',
    location: { field },
  })
}
