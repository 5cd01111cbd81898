import { ReplayError } from '../../core/errors.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import type { PublishedRun } from '../../protocol/results.ts'
import type { MissLedger, TestContext } from '../context/test-context.ts'

/** An error as Vitest keeps it: already a plain object. */
interface TaskError {
  name?: string
  message: string
  stack?: string
  cause?: unknown
}

/** A test or a suite, as Vitest passes it to a hook. */
export interface FailingTask {
  result?: { state?: string; errors?: TaskError[] }
}

/** Counts the errors of a test so far. */
export function countErrors(task: FailingTask): number {
  return task.result?.errors?.length ?? 0
}

/**
 * Fails a test in whose runs a call was blocked, whoever swallowed the error: the agent, the test, or `thresholds: false`.
 * An error that the test has of its own stays; what came first is shown first.
 *
 * @param since The number of errors that the test had before this attempt.
 */
export function failSwallowed(
  task: FailingTask,
  misses: readonly MissLedger[],
  since: number,
): void {
  const errors = task.result?.errors ?? []
  const unseen = misses.filter(
    ({ messages, accepted, error }) =>
      messages.length > accepted &&
      !(error && errors.slice(since).some((shown) => shows(shown, error.message))),
  )
  if (unseen.length === 0) return
  const found = unseen.map((miss) => miss.error ?? describeMisses(miss))
  // An error that is thrown from here comes last; so where there are others, it is put between them.
  if (task.result?.state !== 'fail' || errors.length <= since)
    throw found.length === 1 ? found[0] : new AggregateError(found)
  for (const [at, miss] of [...unseen.entries()].reverse())
    errors.splice(Math.max(since, miss.errorsBefore), 0, toTaskError(found[at]!))
}

function shows(shown: unknown, message: string, depth = 0): boolean {
  if (typeof shown !== 'object' || shown === null || depth > 8) return false
  const { message: own, cause, errors } = shown as TaskError & { errors?: unknown }
  return (
    own === message ||
    shows(cause, message, depth + 1) ||
    (Array.isArray(errors) && errors.some((error) => shows(error, message, depth + 1)))
  )
}

/** Adds blocked calls to the reports of runs that did not end, and marks those as failed whose agents went on. */
export function addMisses(results: PublishedRun[], misses: readonly MissLedger[]): void {
  for (const { run, messages, continues, error } of misses) {
    const at = results.findLastIndex((result) => result.run.name === run)
    const published = results[at]
    if (published && continues && published.run.status === 'passed')
      results[at] = {
        ...published,
        run: { ...published.run, status: 'failed', error: error?.message ?? null },
      }
    if (published?.run.status === 'interrupted')
      results[at] = { ...published, run: { ...published.run, misses: [...messages] } }
  }
}

const LISTED = 5

function describeMisses({ run, messages }: MissLedger): ReplayError {
  const listed = messages
    .slice(0, LISTED)
    .map((message) => `\n  blocked: ${escapeTerminal(message)}`)
  const rest = messages.length - listed.length
  const error = new ReplayError('CALLS_BLOCKED', {
    attempted: `Failed to replay "${escapeTerminal(run)}"`,
    reason: `the run did not complete, and ${messages.length} of its calls are not in the cassette`,
    remedy: `Find out why the agent makes calls that were not recorded, or record the run again.\n${listed.join('')}${rest > 0 ? `\n  ... and ${rest} more` : ''}`,
  })
  // The stack of this function does not help to find the cause.
  error.stack = `${error.name}: ${error.message}`
  return error
}

function toTaskError(error: Error): TaskError {
  const { name, message, stack, cause } = error
  return {
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause instanceof Error ? { cause: toTaskError(cause) } : {}),
  }
}

/** Waits for assertions that the test did not wait for, and throws the first failure. */
export async function awaitPendingAssertions(
  { pending, errors }: Pick<TestContext, 'pending' | 'errors'>,
  since: number,
): Promise<void> {
  const outcomes = await Promise.allSettled(pending)
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed && errors() === since) throw failed.reason
}
