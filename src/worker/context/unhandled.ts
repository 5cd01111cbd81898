import type { UnhandledRequests } from '../../protocol/results.ts'
import { workerState } from './scope.ts'
import { sharedState, type TestContext } from './test-context.ts'

/** The maximum number of rows; further ones are not listed. */
const MAX_ROWS = 100

/**
 * Counts a request that was made while no run was open: it is left to the user's own handlers.
 *
 * @returns The reason for refusing it, where a rule of the plugin's policy does.
 */
export function noteUnhandled(method: string, url: string): string | undefined {
  const { file } = sharedState
  // What a run does for itself is filed there.
  if (!file || workerState.run.getStore() === 'bypass' || !/^https?:/i.test(url)) return undefined
  const reason = file.refuse?.(method, url)
  const test = sharedState.tests.getStore()
  if (test) test.unhandled++
  const row: UnhandledRequests = {
    host: hostOf(url),
    test: test?.kind === 'test' ? test.fullName : null,
    effect: reason === undefined ? 'left' : 'refused',
    count: 1,
  }
  const key = JSON.stringify([row.host, row.test, row.effect])
  const known = file.unhandled.get(key)
  if (known) known.count++
  else if (file.unhandled.size < MAX_ROWS) file.unhandled.set(key, row)
  return reason
}

/** Creates the error of a refused request. */
export function refusedError(reason: string): Error {
  return new Error(`[vitest-replay] blocked: ${reason}`)
}

/** Adds what a test did while no run was open to its last run. */
export function addUnhandled({ results, unhandled }: TestContext): void {
  const last = results.at(-1)
  if (!last || unhandled === 0) return
  const { run } = last
  results[results.length - 1] = {
    ...last,
    run: { ...run, receipt: { ...run.receipt, unhandled } },
  }
}

/** @note Without what a URL may hold of secrets. */
function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return ''
  }
}
