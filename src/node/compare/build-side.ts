import { ReplayError } from '../../core/errors.ts'
import { plural } from '../../core/words/plural.ts'
import { runsOfCassettes } from '../../core/comparison/runs/from-cassette.ts'
import { runsOfReport } from '../../core/comparison/runs/from-report.ts'
import { mergeRuns } from '../../core/comparison/runs/merge-runs.ts'
import type { ReleaseSide } from '../../core/comparison/runs/performed-run.ts'
import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import type { SideContents } from './side-contents.ts'
import { leaveOutStale } from './stale-runs.ts'

/** A side of the comparison, with the report that it was read from. */
export interface ReadRelease extends ReleaseSide {
  readonly report: ReplayReport | null
}

/** The contents of a side and their origin. */
interface FoundSide extends Pick<ReleaseSide, 'label' | 'commit'> {
  contents: SideContents
  report: ReplayReport | null
  /**
   * Returns `true` if a cassette that the report names but that was not found does not exist any
   * more.
   */
  isGone: (run: RunReport) => boolean
  /** Returns `true` if the test of a reported run exists, or if that cannot be known. */
  hasTest: (run: RunReport) => boolean
  notes?: string[]
}

/** Builds one side of a comparison from its contents, with notes about what was left out. */
export function buildSide({
  label,
  commit,
  contents,
  report,
  isGone,
  hasTest,
  notes = [],
}: FoundSide): ReadRelease {
  const { cassettes, interrupted } = contents
  const recordedAt = new Map(
    cassettes.map(({ path, cassette }) => [path, cassette.header.recordedAt]),
  )
  const fresh = report && leaveOutStale(report, { recordedAt, isGone, hasTest })
  refuseMisplaced(label, contents, [...(fresh?.stale ?? []), ...(fresh?.untested ?? [])])
  const merged = mergeRuns([
    ...runsOfCassettes(cassettes),
    ...(fresh ? runsOfReport(fresh.report) : []),
  ])
  const runs = fresh
    ? merged.map((run) => (run.isStored ? { ...run, isUnreported: true as const } : run))
    : merged
  const releases = new Set(cassettes.map(({ cassette }) => cassette.header.release))
  const [only] = releases
  return {
    label,
    release: report?.release.id ?? (releases.size === 1 ? only! : null),
    commit,
    runs,
    report: fresh?.report ?? null,
    notes: [
      ...notes,
      ...staleNote(fresh?.stale ?? [], 'whose recordings were replaced or removed since'),
      ...staleNote(fresh?.untested ?? [], 'whose test file does not exist any more'),
      ...(interrupted.length === 0
        ? []
        : [
            `${plural(interrupted.length, 'recording was interrupted and is', 'recordings were interrupted and are')} left out: ${listOf(interrupted)}`,
          ]),
    ],
  }
}

/**
 * A report of tests that ran from another folder names other paths: left out, its runs would look like runs
 * that did not change.
 *
 * @throws ReplayError `REPORT_MISPLACED`
 */
function refuseMisplaced(
  label: string,
  { cassettes }: SideContents,
  left: readonly RunReport[],
): void {
  const paths = new Set(cassettes.map(({ path }) => path))
  const run = left.find(
    ({ cassette }) =>
      !paths.has(cassette) && [...paths].some((path) => path.endsWith(`/${cassette}`)),
  )
  if (run === undefined) return
  throw new ReplayError('REPORT_MISPLACED', {
    attempted: `Failed to compare with ${label}`,
    reason: `its report names the cassette ${run.cassette}, which is in another folder here: the report is of tests that ran elsewhere, or of an older version, whose paths were relative to the package`,
    remedy: 'Run the tests again (vitest run), then compare',
    location: { field: run.cassette },
  })
}

function staleNote(stale: readonly RunReport[], why: string): string[] {
  if (stale.length === 0) return []
  const runs = plural(stale.length, 'run')
  return [
    `the report is out of date, and ${runs} ${why} ${stale.length === 1 ? 'is' : 'are'} left out; run the tests again: ${listOf(stale.map(({ name }) => name))}`,
  ]
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown}, and ${names.length - 3} more` : shown
}
