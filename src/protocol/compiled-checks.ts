import { compileCheck } from '../core/options/compile-check.ts'
import { RunOptionsSchema } from '../core/options/run-options.ts'
import { WorkerOptionsSchema } from './options.ts'

/** The source that stands for `option-checks.ts` in the built package. */
export const OPTION_CHECKS = `
import * as parts from '../core/options/check-parts.ts'
import * as predicates from '../core/options/predicates.ts'
export const isRunOptions = ${compileCheck(RunOptionsSchema)}
export const isWorkerOptions = ${compileCheck(WorkerOptionsSchema)}
`
