import type { UnhandledRequests } from '../../protocol/results.ts'
import { type RunScope, workerState } from './scope.ts'
import { sharedState, type TestContext } from './test-context.ts'

/** The maximum number of rows; further ones are not listed. */
const MAX_ROWS = 100

/** The treatment of a request that was made while no run was open: it is left to the user's own handlers unless one is set. */
interface Unhandled {
  /** The scope that answers it, as one of the background of a run. */
  background?: RunScope | undefined
  /** The reason for refusing it, by a rule of the plugin's policy. */
  reason?: string | undefined
}

/** Counts a request that was made while no run was open. */
export function findUnhandled(method: string, url: string): Unhandled {
  const { file } = sharedState
  // A run files the requests that it makes itself.
  if (!file || workerState.run.getStore() === 'bypass' || !/^https?:/i.test(url)) return {}
  const background = workerState.background?.(method, url)
  if (background) return { background }
  const reason = file.refuse?.(method, url)
  const test = sharedState.tests.getStore()
  if (test) test.unhandled++
  else file.outside?.add(`${method} ${url}`)
  const row: UnhandledRequests = {
    host: redacted(hostOf(url), test),
    test: test?.kind === 'test' ? test.fullName : null,
    effect: reason === undefined ? 'left' : 'refused',
    count: 1,
  }
  const key = JSON.stringify([row.host, row.test, row.effect])
  const known = file.unhandled.get(key)
  if (known) known.count++
  else if (file.unhandled.size < MAX_ROWS) file.unhandled.set(key, row)
  return { reason }
}

function redacted(host: string, test: TestContext | undefined): string {
  return test?.redactor?.text(host) ?? host
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
