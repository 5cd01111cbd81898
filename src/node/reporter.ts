import { relative, sep } from 'node:path'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import {
  REPORT_VERSION,
  PublishedRunSchema,
  UnhandledSchema,
  type ReplayReport,
  type RunReport,
} from '../core/report/schema.ts'
import { ReplayError } from '../core/errors.ts'
import { mergeContents } from '../core/report/merge-contents.ts'
import { totalRuns } from '../core/report/totals.ts'
import { hasReport, writeReport } from '../storage/report-file.ts'
import { ARTIFACT_TYPE, RUNS_KEY, UNHANDLED_KEY } from '../protocol/keys.ts'
import { LEARN_VARIABLE } from '../protocol/keys.ts'
import type { PublishedRun } from '../protocol/results.ts'
import { knownHistory } from '../storage/history.ts'
import { commandPlace, repositoryOf } from './launch.ts'
import { releaseOf } from './plugin-options.ts'
import { renderAnnotations } from './render/report/annotations.ts'
import { wantsColor } from './render/text/paint.ts'
import { renderSummary } from './render/report/terminal.ts'
import type { PluginOptions } from '../core/options/plugin-options.ts'
import { reportCauses } from '../core/words/diagnosis/find-causes.ts'
import { diagnosePublished } from './diagnose-runs.ts'
import { shortenErrors } from './shorten-errors.ts'
import { linkTo, writeJobSummary, writeReports } from './write-reports.ts'

type Project = TestCase['project']

interface ReporterOptions {
  /** Installs the plugin in a project that does not have it. */
  install?(project: Project): void
  /** The plugin's match rules, to report those that are unused. */
  rules?: string[]
  /** The release under test; by default `VITEST_REPLAY_RELEASE` or `GITHUB_SHA`. */
  release?: string
  /** The layout of the report's files; `false` writes none. */
  report?: PluginOptions['report']
}

/**
 * Gathers the runs of all workers, writes the report into `.vitest-replay/`, prints a summary, and
 * fails the test run where a run failed, whatever the result of its test. The plugin installs it.
 */
export class ReplayReporter implements Reporter {
  readonly #options: ReporterOptions
  #vitest: Vitest | undefined
  readonly #runs = new Map<string, PublishedRun>()
  readonly #partialFiles = new Set<string>()
  readonly #unhandled: NonNullable<ReplayReport['unhandled']> = []
  /** The failed tests, with the keys of their runs. */
  #failed: Array<{ test: TestCase; keys: string[] }> = []

  constructor(options: ReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    for (const project of vitest.projects) this.#options.install?.(project)
  }

  onTestCaseResult(test: TestCase): void {
    const keys = new Set<string>()
    const treatment = {
      expectedToFail: test.options.fails === true,
      isWorstKept: isWorstKept(test),
    }
    const published = publishedBy(test)
    // What an earlier attempt alone has made is as little a result of the test as the rest of it.
    const last = Math.max(...published.map(({ run }) => run.attempt))
    for (const one of published)
      if (treatment.isWorstKept || one.run.attempt === last)
        keys.add(this.#collect(one, test.project.name, treatment))
    if (test.result().state === 'failed') this.#failed.push({ test, keys: [...keys] })
    if (test.result().state === 'skipped') this.#partialFiles.add(test.module.moduleId)
  }

  onTestModuleEnd(module: TestModule): void {
    const meta = module.meta() as Record<string, unknown>
    const unhandled = UnhandledSchema.array().safeParse(meta[UNHANDLED_KEY])
    const file = relative(module.project.config.root, module.moduleId)
    for (const row of unhandled.data ?? []) this.#unhandled.push({ file, ...row })
    const published = meta[RUNS_KEY]
    if (Array.isArray(published))
      for (const run of published) this.#collect(PublishedRunSchema.parse(run), module.project.name)
  }

  /**
   * @note Artifacts of all attempts of a test accumulate: of a retried test the last attempt
   * counts, of a repeated one the worst.
   */
  #collect(
    { run, contents }: PublishedRun,
    project: string,
    { expectedToFail, isWorstKept } = { expectedToFail: false, isWorstKept: false },
  ): string {
    const key = JSON.stringify([project, run.test.file, run.runId])
    const earlier = this.#runs.get(key)
    const isKept =
      earlier && (isWorstKept ? isWorse(earlier.run, run) : earlier.run.attempt > run.attempt)
    if (!isKept) this.#runs.set(key, { run: { ...run, project, expectedToFail }, contents })
    return key
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
        run.error ??= 'the test failed by an assertion of its own'
      }
    }
  }

  /** Shortens what Vitest is about to print of tests that failed for one cause; a shard leaves that to the merge. */
  shortenErrors(): void {
    const vitest = this.#vitest!
    if (isPart(vitest) || ownsStdout(vitest)) return
    const tests = this.#failed.map(({ test, keys }) => ({
      errors: test.result().errors ?? [],
      published: keys.flatMap((key) => this.#runs.get(key) ?? []),
    }))
    shortenErrors(
      tests.map(({ errors, published }) => ({ errors, runs: diagnosePublished(published) })),
    )
  }

  onTestRunEnd(): void {
    const vitest = this.#vitest!
    this.#failWithTests()
    const published = [...this.#runs.values()].sort((a, b) => byTest(a.run, b.run))
    const runs = diagnosePublished(published)
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
      causes: reportCauses(runs),
      contents,
    }
    if (this.#unhandled.length > 0) report.unhandled = this.#unhandled
    const partial = [...this.#partialFiles].map((file) => relative(vitest.config.root, file)).sort()
    if (partial.length > 0) report.partialFiles = partial
    const learned = process.env[LEARN_VARIABLE]
    if (learned) return void writeReport(learned, report)
    const isTerminal = process.stdout.isTTY === true
    const { root } = vitest.config
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
    const lines = renderSummary(report, { color, width, link, unusedRules, place })
    // What another reporter prints for a program to parse has standard output to itself.
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

/**
 * A repetition is not a retry: each has to pass. A test with both has failed if one of its
 * repetitions has.
 */
function publishedBy(test: TestCase): PublishedRun[] {
  return test
    .artifacts()
    .filter(({ type }) => (type as string) === ARTIFACT_TYPE)
    .flatMap(({ attachments }) => attachments ?? [])
    .flatMap(({ body }) =>
      typeof body === 'string' ? [PublishedRunSchema.parse(JSON.parse(body))] : [],
    )
}

function isWorstKept(test: TestCase): boolean {
  const { repeats = 0, retry } = test.options
  return repeats > 0 && (!retry || test.result().state === 'failed')
}

function isWorse(a: RunReport, b: RunReport): boolean {
  if (a.status !== b.status) return a.status !== 'passed'
  return (a.matchRate ?? 1) < (b.matchRate ?? 1)
}

const PARSED_REPORTERS = ['json', 'junit', 'tap', 'tap-flat']

/** Returns `true` where a reporter prints JSON, JUnit or TAP to standard output: it has no output file. */
function ownsStdout({ config }: Vitest): boolean {
  return config.reporters.some((reporter) => {
    const [name, options] = Array.isArray(reporter) ? reporter : [reporter, {}]
    if (typeof name !== 'string' || !PARSED_REPORTERS.includes(name)) return false
    if ((options as { outputFile?: unknown } | undefined)?.outputFile) return false
    const { outputFile } = config
    return typeof outputFile === 'object'
      ? !(outputFile as Record<string, string | undefined>)[name]
      : !outputFile
  })
}

/** Returns `true` for a shard whose results are merged with others later. */
function isPart({ config }: Vitest): boolean {
  const names = config.reporters.map((reporter) =>
    Array.isArray(reporter) ? reporter[0] : reporter,
  )
  return config.shard !== undefined && names.includes('blob')
}

/**
 * Returns `true` if the whole suite ran: a rule is not unused because the tests that use it were
 * left out.
 */
function ranAll(vitest: Vitest): boolean {
  const { testNamePattern, shard } = vitest.config
  const { filenamePattern } = vitest as { filenamePattern?: string[] }
  return !testNamePattern && !shard && (filenamePattern ?? []).length === 0
}

/**
 * Returns `true` for a run of all tests: no benchmarks, and not only some projects or changed
 * files.
 */
function isTestRun({ mode, config }: Vitest): boolean {
  const { project = [], changed, related, typecheck } = config as Partial<Vitest['config']>
  return mode === 'test' && project.length === 0 && !changed && !related && !typecheck?.only
}

/** The folder of a root within its repository, with `/` at its end; empty for the repository itself. */
function folderInRepository(root: string): string {
  const { GITHUB_WORKSPACE: workspace } = process.env
  const folder = relative(workspace || (repositoryOf(root) ?? root), root)
  return folder === '' || folder.startsWith('..') ? '' : `${folder.split(sep).join('/')}/`
}

function unusedOf(rules: readonly string[], runs: readonly RunReport[]): string[] {
  const used = new Set(
    runs.flatMap((run) => run.rules.flatMap(({ rule, uses }) => (uses > 0 ? [rule] : []))),
  )
  return rules.filter((rule) => !used.has(rule))
}

function byTest(a: RunReport, b: RunReport): number {
  const keyOf = (run: RunReport) =>
    `${run.test.file}\n${run.test.fullName}\n${run.name}\n${run.project}\n${String(run.take ?? 1).padStart(4, '0')}`
  return keyOf(a) < keyOf(b) ? -1 : 1
}
