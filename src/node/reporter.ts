import { relative, resolve } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { RedactionRules } from '../core/redaction/index.ts'
import { REPORT_VERSION, UnhandledSchema, type ReplayReport } from '../core/report/schema.ts'
import { ReplayError } from '../core/errors.ts'
import { mergeContents } from '../core/report/contents/merge-contents.ts'
import { totalRuns } from '../core/report/totals.ts'
import { hasReport, writeReport } from '../storage/report-file.ts'
import { LEARN_VARIABLE, RUNS_KEY, UNHANDLED_KEY } from '../protocol/keys.ts'
import { PublishedRunSchema } from '../protocol/published-run.ts'
import { knownHistory } from '../storage/history.ts'
import { commandPlace, folderInRepository } from './launch.ts'
import { ownsStdout } from './owns-stdout.ts'
import { releaseOf } from './plugin-options.ts'
import type { RunEvent } from '../core/run-events/schema.ts'
import type { StoreLimits } from '../storage/run-store/prune-runs.ts'
import {
  asTested,
  inProject,
  isWorstKept,
  OWN_ASSERTION,
  publishedBy,
  unusedOf,
} from './runs/published-runs.ts'
import { CollectedRuns, runPlaceOf } from './runs/collected-runs.ts'
import { EventFeed, isForUsers } from './runs/event-feed.ts'
import { knownExecutions, withHistory } from './runs/causes-seen.ts'
import { RunArchive } from './runs/run-archive.ts'
import { renderAnnotations } from './render/report/annotations.ts'
import { wantsColor } from './render/text/paint.ts'
import { renderSummary } from './render/report/terminal.ts'
import type { PluginOptions } from '../core/options/plugin-options.ts'
import { reportCauses } from '../core/words/diagnosis/find-causes.ts'
import { explainAgain, explainUncaught } from './explain-again.ts'
import type { KnownCause } from '../core/words/diagnosis/known-causes.ts'
import { isPart, isTestRun, ranAll } from './extent-of-run.ts'
import { findUncaught } from './uncaught-errors.ts'
import { addFrames } from './code-frames.ts'
import { diagnosePublished } from './diagnose-runs.ts'
import { shortenErrors } from './shorten-errors.ts'
import { linkTo, writeJobSummary, writeReports } from './write-reports.ts'

type Project = TestCase['project']

export interface ReporterOptions {
  /** Installs the plugin in a project that does not have it. */
  install?(project: Project): void
  /** The plugin's match rules, to report those that are unused. */
  rules?: string[]
  /** The secrets of the project; by default those of the process's variables, and well-known forms. */
  redaction?(): RedactionRules
  /** The release under test; by default `VITEST_REPLAY_RELEASE` or `GITHUB_SHA`. */
  release?: string
  /** The layout of the report's files; `false` writes none. */
  report?: PluginOptions['report']
  /** The causes that the user knows. */
  known?: readonly KnownCause[]
  /** The live page, where it is served. */
  live?: { testsStarted(): void; testsEnded(): Promise<void> }
  /** The store of runs; absent where none are kept. */
  store?: {
    session: string
    limits: StoreLimits
    onEvent?: ((event: RunEvent) => unknown) | undefined
    /** A live page shows the runs. */
    isFollowed?: boolean
  }
}

/**
 * Gathers the runs of all workers, writes the report into `.vitest-replay/`, prints a summary, and
 * fails the test run where a run failed, whatever the result of its test. The plugin installs it.
 */
export class ReplayReporter implements Reporter {
  readonly #options: ReporterOptions
  readonly #known: readonly KnownCause[]
  #vitest: Vitest | undefined
  readonly #runs = new CollectedRuns()
  #archive: RunArchive | undefined
  #feed: EventFeed | undefined
  readonly #partialFiles = new Set<string>()
  #unhandled: NonNullable<ReplayReport['unhandled']> = []
  /** The failed tests, with the keys of their runs. */
  #failed: Array<{ test: TestCase; keys: string[] }> = []

  constructor(options: ReporterOptions = {}) {
    this.#options = options
    this.#known = options.known ?? []
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    const { store } = this.#options
    if (store) {
      const warn = (message: string) => vitest.logger.warn(message)
      const { session, limits, onEvent, isFollowed } = store
      const { root } = vitest.config
      const live = onEvent !== undefined || isFollowed === true
      this.#archive = new RunArchive({ root, session, limits, live, warn, known: this.#known })
      const to = 'the option "onEvent"'
      const forUsers = (event: RunEvent) => (isForUsers(event) ? onEvent?.(event) : undefined)
      if (onEvent) this.#feed = new EventFeed({ root, session, to, onEvent: forUsers, warn })
    }
    for (const project of vitest.projects) this.#options.install?.(project)
  }

  onTestRunStart(specifications: readonly TestSpecification[] = []): void {
    this.#feed?.start()
    this.#options.live?.testsStarted()
    this.#runs.startRound()
    for (const { project, moduleId } of specifications) {
      const file = relative(project.config.root, moduleId)
      this.#partialFiles.delete(moduleId)
      this.#unhandled = this.#unhandled.filter((row) => row.file !== file)
    }
  }

  onTestCaseResult(test: TestCase): void {
    const keys = new Set<string>()
    const treatment = {
      expectedToFail: test.options.fails === true,
      isWorstKept: isWorstKept(test),
    }
    const published = publishedBy(test)
    // A run that only an earlier attempt made is no result of the test.
    const last = Math.max(...published.map(({ run }) => run.attempt))
    const { name: project } = test.project
    for (const one of asTested(test, published))
      this.#archive?.add(inProject(one, project, treatment.expectedToFail))
    for (const one of published)
      if (treatment.isWorstKept || one.run.attempt === last)
        keys.add(this.#runs.add(one, runPlaceOf(test), treatment))
    if (test.result().state === 'failed') this.#failed.push({ test, keys: [...keys] })
    explainAgain(test.result().errors ?? [], published, this.#known)
    if (test.result().state === 'skipped') this.#partialFiles.add(test.module.moduleId)
  }

  onTestModuleEnd(module: TestModule): void {
    const meta = module.meta() as Record<string, unknown>
    const unhandled = UnhandledSchema.array().safeParse(meta[UNHANDLED_KEY])
    const file = relative(module.project.config.root, module.moduleId)
    for (const row of unhandled.data ?? []) this.#unhandled.push({ file, ...row })
    const published = meta[RUNS_KEY]
    if (Array.isArray(published))
      for (const data of published) {
        const run = PublishedRunSchema.parse(data)
        this.#archive?.add(inProject(run, module.project.name, false))
        this.#runs.add(run, runPlaceOf(module))
      }
  }

  /**
   * Fails the runs of a test that failed by its own assertions, if none of them has failed by
   * itself.
   */
  #failWithTests(): void {
    for (const { keys } of this.#failed.splice(0)) {
      const runs = keys.flatMap((key) => this.#runs.get(key)?.run ?? [])
      if (runs.some(({ status, expectedToFail }) => status !== 'passed' || expectedToFail)) continue
      for (const run of runs) {
        run.status = 'failed'
        run.error ??= OWN_ASSERTION
      }
    }
  }

  /** Shortens what Vitest is about to print of tests that failed for one cause, until the returned function is called. */
  shortenErrors(unhandled: readonly unknown[] = []): () => void {
    const failed = [...this.#failed]
    this.#failWithTests()
    this.#addUncaught(unhandled)
    const tests = failed.map(({ test, keys }) => ({
      errors: test.result().errors ?? [],
      published: keys.flatMap((key) => this.#runs.get(key) ?? []),
    }))
    for (const { errors, published } of tests) explainUncaught(errors, published, this.#known)
    return shortenErrors(
      tests.map(({ errors, published }) => ({
        errors,
        runs: diagnosePublished(published, { known: this.#known }),
      })),
    )
  }

  async onTestRunEnd(
    modules: readonly TestModule[] = [],
    unhandled: readonly unknown[] = [],
  ): Promise<void> {
    this.#failWithTests()
    const now = new Date()
    this.#closeStore(now)
    this.#runs.dropGone(modules)
    await this.#feed?.stop()
    this.#addUncaught(unhandled)
    this.#report()
    await this.#options.live?.testsEnded()
    await this.#archive?.prune(now)
  }

  /** Adds the errors that nothing handled to the runs that they cut off. */
  #addUncaught(errors: readonly unknown[]): void {
    const { redaction = () => ({ env: process.env }) } = this.#options
    const find = findUncaught(errors, this.#vitest!.config.root, redaction())
    for (const { run } of this.#runs.list()) {
      const found = run.uncaught ? null : find(run)
      if (!found) continue
      run.uncaught = found
      this.#archive?.amend(run)
    }
  }

  #report(): void {
    const vitest = this.#vitest!
    const published = this.#runs.list()
    const { root } = vitest.config
    const { redaction = () => ({ env: process.env }) } = this.#options
    const store = this.#options.store && knownExecutions(root)
    const runs = diagnosePublished(published, { known: this.#known, store })
    const contents = mergeContents(published)
    // The report of an earlier test run would look like the result of the present code.
    const isLearning = process.env[LEARN_VARIABLE] !== undefined
    const isGone = runs.length === 0 && !isLearning && ranAll(vitest) && isTestRun(vitest)
    if (runs.length === 0 && !(isGone && hasReport(vitest.config.root))) return
    const report: ReplayReport = {
      version: REPORT_VERSION,
      release: { id: this.#options.release ?? releaseOf(process.env) ?? null },
      totals: totalRuns(runs, this.#unhandled),
      runs,
      causes: withHistory(addFrames(reportCauses(runs), root, redaction()), store),
      contents,
    }
    if (this.#unhandled.length > 0) report.unhandled = this.#unhandled
    const partial = [...this.#partialFiles].map((file) => relative(vitest.config.root, file)).sort()
    if (partial.length > 0) report.partialFiles = partial
    const learned = process.env[LEARN_VARIABLE]
    if (learned) return void writeReport(learned, report)
    const isTerminal = process.stdout.isTTY === true
    if (isGone) return void this.#write(report)
    Object.assign(
      report,
      knownHistory(root, (message) => vitest.logger.warn(message)),
    )
    const file = this.#write(report)
    const link = file === undefined ? undefined : linkTo(file, isTerminal)
    const color = wantsColor()
    const width = Math.max(40, process.stdout.columns ?? 80)
    const unusedRules = ranAll(vitest) ? unusedOf(this.#options.rules ?? [], runs) : []
    const place = commandPlace(root)
    const hasStore = this.#archive !== undefined
    const lines = renderSummary(report, { color, width, link, unusedRules, place, hasStore })
    // Where another reporter prints for a program to parse, standard output is left to it.
    const print = (text: string) =>
      ownsStdout(vitest) ? vitest.logger.error(text) : vitest.logger.log(text)
    print(`\n${lines.join('\n')}\n`)
    if (!isPart(vitest)) {
      this.#warnIfFails(() => writeJobSummary(report, process.env))
      if (process.env['GITHUB_ACTIONS'] === 'true')
        for (const line of renderAnnotations(report, folderInRepository(root))) print(line)
    }
    if (runs.some((run) => !run.expectedToFail && run.status !== 'passed')) process.exitCode = 1
  }

  /** Ends the runs whose workers are gone, and reports them. */
  #closeStore(now: Date): void {
    const { root } = this.#vitest!.config
    for (const { run, contents } of this.#archive?.closeAbandoned(now) ?? []) {
      const { project, test } = run
      const moduleId = resolve(root, test.file)
      this.#runs.add({ run, contents }, { project, moduleId, testId: null })
    }
  }

  /** Writes the report where that is wanted and possible; returns the path of the file to open. */
  #write(report: ReplayReport): string | undefined {
    const { report: wanted } = this.#options
    if (wanted === false) return undefined
    const { root } = this.#vitest!.config
    return this.#warnIfFails(() => writeReports(root, report, wanted?.html))
  }

  /** The results of tests do not depend on whether a report of them can be written. */
  #warnIfFails<T>(write: () => T): T | undefined {
    try {
      return write()
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error
      this.#vitest!.logger.warn(
        `${error.message}. The results of this test run are not in the report; one from an earlier run is out of date.`,
      )
      return undefined
    }
  }
}
