import { CassetteLineSchema } from '../core/cassette/schema.ts'
import { compileCheck } from '../core/checks/compile-check.ts'
import { optionTexts } from '../core/options/option-texts.ts'
import { PluginOptionsSchema } from '../core/options/plugin-options.ts'
import { RunOptionsSchema } from '../core/options/run-options.ts'
import { WorkerOptionsSchema } from './options.ts'

/**
 * The sources that take the place of these files in the built package; `check-parts.ts` is imported as `parts` and
 * `predicates.ts` as `predicates`.
 */
export const COMPILED_CHECKS = {
  'src/protocol/option-checks.ts': `
export const isRunOptions = ${compileCheck(RunOptionsSchema)}
export const isWorkerOptions = ${compileCheck(WorkerOptionsSchema)}
`,
  'src/core/cassette/line-check.ts': `
export const isCassetteLine = ${compileCheck(CassetteLineSchema)}
`,
}

/** The texts of the options, for the declarations of their types. */
export const OPTION_TEXTS = [...optionTexts(RunOptionsSchema), ...optionTexts(PluginOptionsSchema)]
