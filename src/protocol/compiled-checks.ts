import { compileCheck } from '../core/options/compile-check.ts'
import { optionTexts } from '../core/options/option-texts.ts'
import { PluginOptionsSchema } from '../core/options/plugin-options.ts'
import { RunOptionsSchema } from '../core/options/run-options.ts'
import { WorkerOptionsSchema } from './options.ts'

/** The source that stands for `option-checks.ts` in the built package. */
export const OPTION_CHECKS = `
import * as parts from '../core/options/check-parts.ts'
import * as predicates from '../core/options/predicates.ts'
export const isRunOptions = ${compileCheck(RunOptionsSchema)}
export const isWorkerOptions = ${compileCheck(WorkerOptionsSchema)}
`

/** The texts of the options, for the declarations of their types. */
export const OPTION_TEXTS = [...optionTexts(RunOptionsSchema), ...optionTexts(PluginOptionsSchema)]
