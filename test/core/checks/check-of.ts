import type { z } from 'zod'
import * as parts from '../../../src/core/checks/check-parts.ts'
import { compileCheck } from '../../../src/core/checks/compile-check.ts'
import * as predicates from '../../../src/core/checks/predicates.ts'

/** The check as the built package has it. */
export function checkOf(schema: z.ZodType): parts.Check {
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
  const evaluate = new Function('parts', 'predicates', `return ${compileCheck(schema)}`)
  return evaluate(parts, predicates) as parts.Check
}
