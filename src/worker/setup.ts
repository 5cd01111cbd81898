import { aroundAll, aroundEach, expect, inject, recordArtifact, type RunnerTestCase } from 'vitest'
import { installTimers } from './begun/early-timers.ts'
import { installFetch } from './intercept/early-fetch.ts'
import { installNodeHttp } from './intercept/early-http.ts'
import { installThreads } from './intercept/early-threads.ts'
import { installEarlyPipes } from './intercept/processes/early-pipes.ts'
import { installWebCrypto } from './environment/cover/cover-web-crypto.ts'
import { endEarlyClock, installClock } from './environment/cover/early-clock.ts'
import { installRandom } from './environment/cover/early-random.ts'
import { redactErrors } from '../core/redaction/redact-errors.ts'
import { addUnhandled } from './context/unhandled.ts'
import { endRedaction } from './open-runs/printed.ts'
import { matchers } from './expect/matchers.ts'
import { workerState } from './context/scope.ts'
import {
  createFileState,
  createTestContext,
  sharedState,
  type TestContext,
} from './context/test-context.ts'
import { updateRequested } from './expect/host-vitest.ts'
import {
  ANNOTATIONS_KEY,
  ARTIFACT_TYPE,
  META_KEY,
  NAMES_KEY,
  OPTIONS_KEY,
  RUNS_KEY,
  UNHANDLED_KEY,
} from '../protocol/keys.ts'
import type { PublishedRun } from '../protocol/results.ts'
import { isWorkerOptions } from '../protocol/option-checks.ts'
import type { WorkerOptions } from '../protocol/options.ts'
import { summarizeRun, type RunSummary } from '../protocol/results.ts'
import { explainErrors, isOwn } from './expect/explain-errors.ts'
import {
  addMisses,
  countErrors,
  failSwallowed,
  awaitPendingAssertions,
  type FailingTask,
} from './expect/unswallowed.ts'

// In force before any test module is loaded: a client built at module scope is intercepted too.
installFetch()
installNodeHttp()
installTimers()
installThreads()
installEarlyPipes()
installWebCrypto()
installRandom()
installClock()

const options = await readOptions(inject(OPTIONS_KEY as never))
sharedState.cassettes = new Map()
sharedState.file = createFileState(options, () => updateRequested(options))
if (Object.values(options.policy ?? {}).includes('refuse')) {
  const { refusalOfUnhandled } = await import('./prepare/unhandled-policy.ts')
  sharedState.file.refuse = refusalOfUnhandled(options.policy!)
}
expect.extend(matchers)

async function readOptions(options: unknown): Promise<WorkerOptions> {
  if (isWorkerOptions(options)) return options
  const { explainWorkerOptions } = await import('../protocol/explain-worker-options.ts')
  throw explainWorkerOptions(options)
}

type Task = {
  id: string
  name: string
  type: string
  file: Task & { filepath: string }
  tasks?: Task[]
  suite?: Task
  meta: object
  annotations?: Array<{ message: string }>
  concurrent?: boolean
  timeout?: number
  result?: FailingTask['result'] & { retryCount?: number; repeatCount?: number }
}

function fullNameOf(task: Task): string {
  return namesOf(task).toReversed().join(' > ')
}

/** The names of a test and its suites, from the inner to the outer. */
function namesOf(task: Task): string[] {
  const names = [task.name]
  for (
    let suite = task.suite;
    suite && 'suite' in suite && suite.suite !== suite;
    suite = suite.suite
  )
    names.push(suite.name)
  return names
}

/** @note Vitest has the names and annotations before any run has named a secret. */
function redactNames({ redactor }: TestContext, task: Task): void {
  if (!redactor) return
  const names = namesOf(task)
  const known = names.map((name) => redactor.name(name))
  if (known.some((name, at) => name !== names[at])) Object.assign(task.meta, { [NAMES_KEY]: known })
  const messages = task.annotations?.map(({ message }) => message) ?? []
  const redacted = messages.map((message) => redactor.text(message))
  if (redacted.some((message, at) => message !== messages[at]))
    Object.assign(task.meta, { [ANNOTATIONS_KEY]: redacted })
}

function testsIn(task: Task): Task[] {
  return task.tasks ? task.tasks.flatMap(testsIn) : [task]
}

function contextOf(task: Task, kind: TestContext['kind'], fullName: string): TestContext {
  const { retryCount = 0, repeatCount = 0 } = task.result ?? {}
  const outer = sharedState.tests.getStore()
  return createTestContext({
    ...(outer ? { outer } : {}),
    file: task.file.filepath,
    fullName,
    id: task.id,
    attempt: retryCount + repeatCount,
    isConcurrent: task.concurrent === true,
    kind,
    ...deadlineOf(task),
    testNames: () => new Set(testsIn(task.file).map(fullNameOf)),
    errors: () => countErrors(task),
  })
}

function deadlineOf({ timeout }: Task): Pick<TestContext, 'deadline'> {
  const isLimited = timeout !== undefined && timeout > 0 && Number.isFinite(timeout)
  return isLimited ? { deadline: workerState.now() + timeout } : {}
}

function summariesOf({ results }: TestContext): Record<string, RunSummary[]> {
  return { [META_KEY]: results.map(({ run }) => summarizeRun(run)) }
}

/** @note What a test notes of itself goes to all reporters. */
function redactMeta({ redactor }: TestContext, { meta }: Task): void {
  if (redactor) redactErrors([meta], redactor)
}

/** @note An assertion on a run's output shows the output as it was, with its secrets. */
function redactFound({ redactor }: TestContext, task: Task): void {
  if (!redactor || !task.result?.errors) return
  // A diagnosis of ours has its numbers already.
  redactErrors(task.result.errors, {
    json: (value) => {
      const redacted = redactor.json(value)
      return isOwn((value as { name?: string }).name) ? redacted : redactor.shown(redacted)
    },
  })
}

/**
 * Hands the runs of a test to the main process.
 *
 * @note Vitest keeps the artifacts of a test, in this process too, until its file ends: they keep no runs here.
 */
async function publish(task: RunnerTestCase, results: readonly PublishedRun[]): Promise<void> {
  for (let at = 0; at < results.length; at += RUNS_PER_ARTIFACT) {
    const kept = await recordArtifact(task, {
      type: ARTIFACT_TYPE,
      attachments: results.slice(at, at + RUNS_PER_ARTIFACT).map((result) => ({
        contentType: 'application/json',
        body: JSON.stringify(result),
        bodyEncoding: 'utf-8',
      })),
    } as never)
    ;(kept as { attachments: unknown[] }).attachments = []
  }
}

/** Each artifact is a message that the main process answers: a test of a thousand runs would wait a thousand times. */
const RUNS_PER_ARTIFACT = 16

aroundEach(async (runTest, { task }) => {
  const context = contextOf(task as unknown as Task, 'test', fullNameOf(task as unknown as Task))
  const since = context.errors()
  try {
    await sharedState.tests.run(context, runTest)
    await awaitPendingAssertions(context, since)
    failSwallowed(task as unknown as Task, context.misses, since)
  } finally {
    context.isOver = true
    redactFound(context, task as unknown as Task)
    redactMeta(context, task as unknown as Task)
    redactNames(context, task as unknown as Task)
    addMisses(context.results, context.misses)
    await explainErrors(
      (task as unknown as Task).result?.errors?.slice(since) ?? [],
      context.results,
    )
    addUnhandled(context)
    if (context.results.length > 0) {
      Object.assign(task.meta, summariesOf(context))
      await publish(task, context.results)
    }
    // Vitest keeps the promises of a test until its file ends, and with them this context: the runs are let go of.
    context.results = []
    context.misses = []
    endRedaction(context)
    delete context.redactor
    delete context.printing
    delete context.numbers
    delete context.outer
  }
})

// The second argument has to be a pattern: Vitest reads the wanted fixtures from it.
// oxlint-disable-next-line no-empty-pattern
aroundAll(async (runSuite, {}, suite) => {
  endEarlyClock()
  const task = suite as unknown as Task
  const context = contextOf(
    { ...task, file: task.file ?? (task as Task['file']) },
    'suite',
    'beforeAll',
  )
  try {
    await sharedState.tests.run(context, runSuite)
    failSwallowed(task, [...context.misses, ...sharedState.file!.misses.splice(0)], 0)
  } finally {
    context.isOver = true
    endRedaction(context)
    if (context.results.length > 0)
      Object.assign(task.meta, summariesOf(context), { [RUNS_KEY]: context.results })
    const { hasRuns, unhandled } = sharedState.file!
    if (hasRuns && unhandled.size > 0)
      Object.assign(task.meta, { [UNHANDLED_KEY]: [...unhandled.values()] })
  }
})
