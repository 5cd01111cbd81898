import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import {
  REPORT_VERSION,
  RunReportSchema,
  type ReplayReport,
  type RunReport,
} from '../core/report/schema.ts'
import { totalRuns } from '../core/report/totals.ts'
import { ARTIFACT_TYPE, META_KEY } from '../protocol/keys.ts'
import { LEARN_VARIABLE } from '../protocol/learn.ts'
import { releaseOf } from './plugin-options.ts'
import { writeReport } from '../storage/report-file.ts'
import { renderSummary } from './render/terminal.ts'

type Project = TestCase['project']

interface ReporterOptions {
  /** Puts the plugin in force in a project that does not carry it. */
  install?(project: Project): void
  /** The plugin's match rules, to tell which of them are unused. */
  rules?: string[]
  /** What is under test; by default what `VITEST_REPLAY_RELEASE` or `GITHUB_SHA` says. */
  release?: string
}

interface CollectedRun {
  run: RunReport
  /** A test that is expected to fail (`test.fails`) does not fail the whole. */
  gates: boolean
}

/**
 * Gathers the runs of all workers, writes `.vitest-replay/report.json`, prints a summary, and fails the test run where a run
 * failed, whatever became of its test. The plugin installs it.
 */
export class ReplayReporter implements Reporter {
  readonly #options: ReporterOptions
  #vitest: Vitest | undefined
  readonly #runs = new Map<string, CollectedRun>()

  constructor(options: ReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    for (const project of vitest.projects) this.#options.install?.(project)
  }

  onTestCaseResult(test: TestCase): void {
    for (const artifact of test.artifacts()) {
      if ((artifact.type as string) !== ARTIFACT_TYPE) continue
      for (const { body } of artifact.attachments ?? []) {
        if (typeof body === 'string') this.#collect(JSON.parse(body), test.options.fails !== true)
      }
    }
  }

  onTestModuleEnd(module: TestModule): void {
    const results = (module.meta() as Record<string, unknown>)[META_KEY]
    if (Array.isArray(results)) for (const result of results) this.#collect(result, true)
  }

  /** @note Artifacts of all attempts of a retried test accumulate: the last attempt counts. */
  #collect(data: unknown, gates: boolean): void {
    const run = RunReportSchema.parse(data)
    const key = `${run.test.file}\n${run.runId}`
    const earlier = this.#runs.get(key)
    if (!earlier || earlier.run.attempt <= run.attempt) this.#runs.set(key, { run, gates })
  }

  onTestRunEnd(): void {
    const vitest = this.#vitest!
    const runs = [...this.#runs.values()].map(({ run }) => run).sort(byTest)
    if (runs.length === 0) return
    const report: ReplayReport = {
      version: REPORT_VERSION,
      release: { id: this.#options.release ?? releaseOf(process.env) ?? null },
      totals: totalRuns(runs),
      runs,
    }
    const learned = process.env[LEARN_VARIABLE]
    if (learned) return void writeReport(learned, report)
    const file = writeReport(vitest.config.root, report)
    const color = process.stdout.isTTY === true && !process.env['NO_COLOR']
    const unusedRules = ranAll(vitest) ? unusedOf(this.#options.rules ?? [], runs) : []
    const lines = renderSummary(report, { color, file, unusedRules })
    vitest.logger.log(`\n${lines.join('\n')}\n`)
    if ([...this.#runs.values()].some(({ run, gates }) => gates && run.status !== 'passed'))
      process.exitCode = 1
  }
}

/** What only some tests use is not unused because others ran. */
function ranAll(vitest: Vitest): boolean {
  const { testNamePattern, shard } = vitest.config
  const { filenamePattern } = vitest as { filenamePattern?: string[] }
  return !testNamePattern && !shard && (filenamePattern ?? []).length === 0
}

function unusedOf(rules: readonly string[], runs: readonly RunReport[]): string[] {
  const used = new Set(
    runs.flatMap((run) => run.rules.flatMap(({ rule, uses }) => (uses > 0 ? [rule] : []))),
  )
  return rules.filter((rule) => !used.has(rule))
}

function byTest(a: RunReport, b: RunReport): number {
  const keyOf = (run: RunReport) => `${run.test.file}\n${run.test.fullName}\n${run.name}`
  return keyOf(a) < keyOf(b) ? -1 : 1
}
