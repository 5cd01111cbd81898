import type { z } from 'zod'
import type { JsonValue } from '../json.ts'
import type { LineProblem } from './read-lines.ts'
import { CassetteLineSchema } from './schema.ts'

/** Finds what is wrong with a line that the schema refuses. */
export function explainLine(line: JsonValue): LineProblem {
  const { error } = CassetteLineSchema.safeParse(line)
  return deepestIssue(error?.issues ?? [])
}

/** A union reports every branch: the branch that got furthest names the field that matters. */
function deepestIssue(issues: readonly z.core.$ZodIssue[]): LineProblem {
  let best: { path: PropertyKey[]; message: string } = { path: [], message: 'it is not valid' }
  const visit = (list: readonly z.core.$ZodIssue[], prefix: PropertyKey[]) => {
    for (const issue of list) {
      const path = [...prefix, ...issue.path]
      if (issue.code === 'invalid_union') for (const branch of issue.errors) visit(branch, path)
      if (path.length > best.path.length || best.path.length === 0) {
        best = { path, message: issue.message }
      }
    }
  }
  visit(issues, [])
  return { path: best.path.map(String).join('.'), message: best.message }
}
