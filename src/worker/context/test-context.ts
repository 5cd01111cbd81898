import { AsyncLocalStorage } from 'node:async_hooks'
import type { Redactor, SharedNumbers } from '../../core/redaction/index.ts'
import type { WorkerOptions } from '../../protocol/options.ts'
import type { PublishedRun, UnhandledRequests } from '../../protocol/results.ts'

/** The blocked calls of a replay, until it is known which errors the test has seen. */
export interface MissLedger {
  /** The run's name. */
  run: string
  /** The message of each blocked call, in order; it grows while the run goes on. */
  messages: readonly string[]
  /** Number of blocked calls that the test accepts. */
  accepted: number
  /** Number of errors that the test had before the first. */
  errorsBefore: number
  /** The run's diagnosis, once it has ended. */
  error?: Error
  /** The run had ended: what failed is what its agent did after that. */
  continues?: true
}

/** The test (or the suite, for a run in `beforeAll`) in which code executes; a fresh one for every attempt. */
export interface TestContext {
  file: string
  fullName: string
  id: string
  attempt: number
  /** `true` if other tests run at the same time. */
  isConcurrent: boolean
  /** A suite's hooks run around its tests, which is no sign that what they started is theirs. */
  kind: 'test' | 'suite'
  isOver: boolean
  /** The time at which Vitest ends it, by the real clock; absent where it has no limit. */
  deadline?: number
  /** Number of requests that were made while no run was open. */
  unhandled: number
  /** Number of runs started so far, so that each has a name of its own. */
  runs: number
  /** Number of uses of each cassette, so that each use is reported. */
  uses: Map<string, number>
  /** The result of each run; one that has not ended is marked as interrupted. */
  results: PublishedRun[]
  /** The test or suite around it. */
  outer?: TestContext
  /** The redactor of the latest run, for what the test reports of it. */
  redactor?: Redactor
  /** The redactor of what it prints, which teaches no run anything. */
  printing?: Redactor
  /** The numbers of the secrets of its runs. */
  numbers?: SharedNumbers
  /** The replays in which a call was blocked. */
  misses: MissLedger[]
  /** Assertions that replay the run before they evaluate it. */
  pending: Array<Promise<unknown>>
  /** The full names of all tests of the file, those that do not run too. */
  testNames(): ReadonlySet<string>
  /** Number of errors that the test has so far. */
  errors(): number
}

/** The use of a cassette by a test. */
interface CassetteUse {
  /** The id of the test. */
  test: string
  /** The name of the run. */
  name: string
}

interface FileState {
  options: WorkerOptions
  /** The misses of runs whose test was over. */
  misses: MissLedger[]
  /** Requests that were made while no run was open, by host, test and effect. */
  unhandled: Map<string, UnhandledRequests>
  /** Methods and URLs of requests that no test has made and no run; present while they are looked for. */
  outside?: Set<string>
  /** The requests that go on while no run is open, once that was looked at. */
  goingOn?: ReadonlySet<string>
  /** Finds the reason for refusing a request that belongs to no run; absent where no rule of the plugin refuses one. */
  refuse?(method: string, url: string): string | undefined
  /** A run was started in it. */
  hasRuns: boolean
  update(): boolean
}

interface SharedState {
  tests: AsyncLocalStorage<TestContext>
  file?: FileState
  /** Makes a context for a step of a script, which is no test; present in a script that is intercepted. */
  script?: (name: string) => TestContext
  /** The use of each cassette of the file, by its path, so that two tests do not share one. */
  cassettes: Map<string, CassetteUse>
}

/** Creates the state of a file in which no run was started; all folders that are not given are its root. */
export function createFileState(
  options: Partial<WorkerOptions> & Pick<WorkerOptions, 'root'>,
  update: () => boolean = () => false,
): FileState {
  const { root } = options
  const folders = { root, startedIn: root, repository: root, packageRoot: root }
  return {
    options: { update: false, ci: false, ...folders, ...options },
    misses: [],
    unhandled: new Map(),
    hasRuns: false,
    update,
  }
}

/** Creates the context of an attempt that begins. */
export function createTestContext(
  own: Pick<TestContext, 'file' | 'fullName' | 'id'> & Partial<TestContext>,
): TestContext {
  return {
    attempt: 0,
    isConcurrent: false,
    kind: 'test',
    isOver: false,
    unhandled: 0,
    runs: 0,
    uses: new Map(),
    results: [],
    misses: [],
    pending: [],
    testNames: () => new Set(),
    errors: () => 0,
    ...own,
  }
}

const KEY = Symbol.for('vitest-replay.tests')
const holder = globalThis as unknown as Record<symbol, SharedState | undefined>
export const sharedState: SharedState = (holder[KEY] ??= {
  tests: new AsyncLocalStorage(),
  cassettes: new Map(),
})
