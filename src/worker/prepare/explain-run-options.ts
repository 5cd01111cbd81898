import { explainOptions, type OptionProblem } from '../../core/options/explain-options.ts'
import { RunOptionsSchema } from '../../core/options/run-options.ts'

/** Describes what is wrong with the options of `replayRun`. Loads zod. */
export function explainRunOptions(options: unknown): OptionProblem {
  const problem = explainOptions(RunOptionsSchema, options)
  if (problem) return problem
  throw new Error('The compiled check of the options refuses what their schema accepts')
}
