import { countPositions } from '../analysis/match-rate.ts'
import { collectContents } from './contents/collect-contents.ts'
import type { Contents } from './contents/contents.ts'
import { fileKey, omittedParts, packedParts } from './contents/packed-parts.ts'
import type { ReplayReport, RunReport } from './schema.ts'
import { hasFailedAction } from './failed-action.ts'
import { splitComparison, type ComparisonHead, type ComparisonPart } from './split-comparison.ts'

/** The facts that a list of runs shows of actions that its head does not hold. */
export interface RunDigest {
  actions: number
  /** Actions that ended well. */
  good: number
  positions: number
  models: string[]
}

/** A run without what was asked, answered and found different: enough for a list of runs. */
export interface RunHead {
  run: RunReport
  digest: RunDigest
  /** Which part holds the whole run. */
  part: number
}

/** A large report without the bulk of its runs. */
export interface ReportHead {
  version: ReplayReport['version']
  release: ReplayReport['release']
  totals: ReplayReport['totals']
  heads: RunHead[]
  causes?: ReplayReport['causes']
  comparison?: ComparisonHead
  history?: NonNullable<ReplayReport['history']>
}

/** Some whole runs, in the order of their heads, with the contents they refer to. */
export interface ReportPart {
  runs: RunReport[]
  contents: Contents
}

/** Reports of fewer actions are quick to read as they are. */
const ACTIONS_IN_PART = 2500
/** The same, in printed characters. */
const SIZE_OF_PART = 4 * 1024 * 1024

/** Sums up the actions of a run. */
export function digestRun(run: RunReport): RunDigest {
  const good = run.actions.filter((action) => !hasFailedAction(action))
  const models = new Set(run.actions.flatMap(({ model }) => (model === null ? [] : [model])))
  return {
    actions: run.actions.length,
    good: good.length,
    positions: countPositions(run),
    models: [...models],
  }
}

/**
 * Splits a large report, so that a page can show its list before it has read all of it; `null` where it is small.
 *
 * @param size How many characters it has when printed.
 * @param always Splits a small one, too.
 */
export function splitReport(
  report: ReplayReport,
  { size = 0, always = false } = {},
): { head: ReportHead; parts: ReportPart[]; compared: ComparisonPart[] } | null {
  const actions = report.runs.reduce((sum, run) => sum + run.actions.length, 0)
  if (!always && actions <= ACTIONS_IN_PART && size <= SIZE_OF_PART) return null
  const inPart = Math.min(ACTIONS_IN_PART, (actions * SIZE_OF_PART) / Math.max(1, size))
  const parts: RunReport[][] = []
  let room = 0
  const heads = report.runs.map((run): RunHead => {
    if (parts.length === 0 || room < run.actions.length) {
      parts.push([])
      room = inPart
    }
    parts.at(-1)!.push(run)
    room -= run.actions.length
    return { run: headOf(run), digest: digestRun(run), part: parts.length - 1 }
  })
  const { version, release, totals, causes, history } = report
  const comparison = report.comparison && splitComparison(report.comparison)
  return {
    head: {
      version,
      release,
      totals,
      heads,
      ...(causes && { causes }),
      ...(comparison && { comparison: comparison.head }),
      ...(history && { history }),
    },
    parts: parts.map((runs) => ({ runs, contents: contentsOf(runs, report.contents) })),
    compared: comparison?.parts ?? [],
  }
}

function headOf(run: RunReport): RunReport {
  const { input: _input, ...rest } = run
  return {
    ...rest,
    actions: [],
    recordedActions: [],
    divergences: run.divergences.map((divergence) => ({ ...divergence, paths: [] })),
    determinism: run.determinism && { ...run.determinism, findings: [] },
    finalOutput: { recorded: null, replayed: null },
  }
}

/** Keys become names of files and elements. */
const PLAIN_KEY = /^[\w-]+$/

/** Takes out what is only offered as files: it must not slow down what is looked at. */
export function splitFiles(report: ReplayReport): { report: ReplayReport; files: Contents } {
  const files: Contents = {}
  for (const key of report.runs.flatMap(omittedParts).map(fileKey))
    if (key !== null && PLAIN_KEY.test(key) && Object.hasOwn(report.contents, key))
      files[key] = report.contents[key]!
  if (Object.keys(files).length === 0) return { report, files }
  const contents = contentsOf(report.runs, report.contents)
  return { report: { ...report, contents }, files }
}

function contentsOf(runs: readonly RunReport[], contents: Contents): Contents {
  return collectContents(runs.flatMap(packedParts), contents)
}
