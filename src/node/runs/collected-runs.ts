import type { TestCase, TestModule } from 'vitest/node'
import type { PublishedRun } from '../../protocol/results.ts'
import { byTest, isWorse } from './published-runs.ts'

interface CollectedRun extends PublishedRun {
  /** The test run that brought it, by its number. */
  round: number
  /** The module and the test that made it; no test where a hook did. */
  moduleId: string
  testId: string | null
}

/** The way in which a test's result treats its runs. */
interface RunTreatment {
  expectedToFail: boolean
  isWorstKept: boolean
}

/** The place of a run among the tests of Vitest. */
interface RunPlace {
  project: string
  moduleId: string
  testId: string | null
}

/** The runs of a Vitest process, each once: those of a test stay until it runs again. */
export class CollectedRuns {
  readonly #runs = new Map<string, CollectedRun>()
  #round = 0

  /** Begins a test run: what its tests bring replaces what there is of them. */
  startRound(): void {
    this.#round++
  }

  /**
   * Adds a run, and returns its key.
   *
   * @note Artifacts of all attempts of a test accumulate: of a retried test the last attempt
   * counts, of a repeated one the worst.
   */
  add(
    { run, contents }: PublishedRun,
    { project, moduleId, testId }: RunPlace,
    { expectedToFail, isWorstKept }: RunTreatment = { expectedToFail: false, isWorstKept: false },
  ): string {
    const key = JSON.stringify([project, run.test.file, run.runId])
    const earlier = this.#runs.get(key)
    const isKept =
      earlier?.round === this.#round &&
      (isWorstKept ? isWorse(earlier.run, run) : earlier.run.attempt > run.attempt)
    const place = { round: this.#round, moduleId, testId }
    if (!isKept)
      this.#runs.set(key, { run: { ...run, project, expectedToFail }, contents, ...place })
    return key
  }

  get(key: string): PublishedRun | undefined {
    return this.#runs.get(key)
  }

  /** All runs, in the order of their tests. */
  list(): PublishedRun[] {
    return [...this.#runs.values()].sort((a, b) => byTest(a.run, b.run))
  }

  /** Drops what earlier test runs brought of tests that have run without it, or are no longer there. */
  dropGone(modules: readonly TestModule[]): void {
    for (const [key, { round, moduleId, testId, run }] of this.#runs) {
      if (round === this.#round) continue
      const module = modules.find(
        (one) => one.moduleId === moduleId && one.project.name === run.project,
      )
      if (module && !wasLeftOut(module, testId)) this.#runs.delete(key)
    }
  }
}

/** Returns `true` for a test that a pattern of names has left out; of hooks, where it has left out any. */
function wasLeftOut(module: TestModule, testId: string | null): boolean {
  for (const test of module.children.allTests())
    if ((testId === null || test.id === testId) && test.result().state === 'skipped') return true
  return false
}

/** The place of what a test, or a hook of a module, has made. */
export function runPlaceOf(made: TestCase | TestModule): RunPlace {
  const isTest = made.type === 'test'
  return {
    project: made.project.name,
    moduleId: isTest ? made.module.moduleId : made.moduleId,
    testId: isTest ? made.id : null,
  }
}
