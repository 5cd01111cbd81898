import { findCauses, type FoundCause } from '../core/words/diagnosis/find-causes.ts'
import { escapeTerminal } from '../core/words/escape-terminal.ts'
import type { RunReport } from '../core/report/schema.ts'

/** An error of a test as Vitest keeps it until it prints it. */
interface KeptError {
  name?: string
  message: string
  stack?: string
  cause?: unknown
}

/** A test that failed: what Vitest is going to print of it, and its runs. */
export interface FailedTest {
  errors: readonly KeptError[]
  runs: readonly RunReport[]
}

/** The part of a message that a worker has added. */
export const DIAGNOSIS = /\n\n {2}diagnosis: [\s\S]*$/

/**
 * Shortens the errors of tests that failed for one cause to a sentence and a place: the summary shows the whole once. Returns
 * a function that undoes it.
 *
 * @note Vitest prints errors with the same stack once, below the names of their tests.
 */
export function shortenErrors(tests: readonly FailedTest[]): () => void {
  const causes = findCauses(tests.flatMap(({ runs }) => runs))
  const shared = causes.filter(({ runs }) => runs.length > 1)
  const stacks = new Map<FoundCause, string>()
  const whole = new Map<KeptError, Pick<KeptError, 'message' | 'stack'>>()
  for (const { errors, runs } of tests) {
    const failed = runs.filter(({ status }) => status !== 'passed')
    const own = causes.filter(({ runs: broken }) => failed.some((run) => broken.includes(run)))
    const [cause] = own
    if (!cause || !own.every((one) => shared.includes(one))) continue
    for (const error of errors) {
      const { message, stack } = error
      whole.set(error, { message, ...(stack === undefined ? {} : { stack }) })
      shorten(error, cause, stacks)
    }
  }
  return () => {
    for (const [error, parts] of whole) Object.assign(error, parts)
  }
}

function shorten(error: KeptError, cause: FoundCause, stacks: Map<FoundCause, string>): void {
  const { source, statement, runs } = cause
  const place = source ? ` at ${source.file}:${source.line}` : ''
  const pointer = escapeTerminal(
    `${cut(statement)}${place}: one cause of ${runs.length} failed runs, shown in the summary below`,
  )
  // The error of an agent is shown for each test: it may be another one.
  if (error.name === 'ReplayAssertionError' && error.cause === undefined) {
    error.message = `[vitest-replay] ${pointer}`
    error.stack = `${error.name}: ${error.message}`
  } else if (DIAGNOSIS.test(error.message)) {
    error.message = error.message.replace(DIAGNOSIS, `\n\n  diagnosis: ${pointer}\n`)
    const known = stacks.get(cause)
    if (known === undefined) stacks.set(cause, error.stack ?? '')
    else error.stack = known
  }
}

const LONGEST = 200

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\u2026`
}
