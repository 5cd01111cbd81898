import { AsyncLocalStorage } from 'node:async_hooks'
import type { WorkerOptions } from '../../protocol/options.ts'
import type { PublishedRun } from '../../protocol/results.ts'

/** The calls of a replay that were blocked, until it is known who has seen them. */
export interface MissLedger {
  /** The run's name. */
  run: string
  /** What was said of each, in order; it grows while the run goes on. */
  messages: readonly string[]
  /** How many the test accepts. */
  accepted: number
  /** How many errors the test had before the first. */
  errorsBefore: number
  /** The run's diagnosis, once it has ended. */
  error?: Error
}

/** The test (or the suite, for a run in `beforeAll`) in which code executes; a fresh one for every attempt. */
export interface TestContext {
  file: string
  fullName: string
  id: string
  attempt: number
  /** Whether other tests run at the same time. */
  isConcurrent: boolean
  /** How many runs were started, so that each has a name of its own. */
  runs: number
  /** How often each cassette was used, so that each use is told. */
  uses: Map<string, number>
  /** What becomes of each run; one that has not ended stands as interrupted. */
  results: PublishedRun[]
  /** The replays in which a call was blocked. */
  misses: MissLedger[]
  /** Assertions that replay before they judge. */
  pending: Array<Promise<unknown>>
  /** How many errors the test has so far. */
  errors(): number
}

interface FileState {
  options: WorkerOptions
  update(): boolean
}

interface SharedState {
  tests: AsyncLocalStorage<TestContext>
  file?: FileState
  /** Which test uses a cassette, so that two do not share one. */
  cassettes: Map<string, string>
}

const KEY = Symbol.for('vitest-replay.tests')
const holder = globalThis as unknown as Record<symbol, SharedState | undefined>
export const sharedState: SharedState = (holder[KEY] ??= {
  tests: new AsyncLocalStorage(),
  cassettes: new Map(),
})
