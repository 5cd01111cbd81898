import type { PreparedRun } from './prepare-run.ts'

/** The full names of all tests of the file, as cassettes name them: without secrets. */
export function knownTests({ context, redactor }: PreparedRun): ReadonlySet<string> {
  return new Set(Array.from(context.testNames(), (name) => redactor.name(name)))
}
