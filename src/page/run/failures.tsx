import { Icon } from '../parts/icon.tsx'
import { filterRuns } from '../report/filter-runs.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import { isFailure } from '../report/page-causes.ts'
import { NO_FILTERS, parseRoute } from '../route/route.ts'
import { backHref } from '../route/use-route.ts'
import { viewOfFailure } from './view-of-failure.ts'

/** The runs that failed, in the order of the list that the reader came from; all where its filters hide them. */
export function failuresOf(runs: readonly LoadedRun[], now: number): LoadedRun[] {
  const list = parseRoute(backHref())
  const filters = list.page === 'runs' ? list.filters : NO_FILTERS
  const shown = filterRuns(runs, filters, now).filter(isFailure)
  return shown.length > 0 ? shown : runs.filter(isFailure)
}

/** The way to the failures before and after this run. */
export function Failures({ failures, at }: { failures: readonly LoadedRun[]; at: number }) {
  if (failures.length === 0 || (failures.length === 1 && at === 0)) return null
  const previous = at > 0 ? failures[at - 1] : undefined
  const next = failures[at + 1]
  return (
    <span class="neighbours">
      <span class="dim">
        {at === -1 ? `${failures.length} failed` : `failure ${at + 1} of ${failures.length}`}
      </span>
      {previous && (
        <a href={viewOfFailure(previous)} title="Previous failure (p)">
          <Icon name="left" />
          Previous
        </a>
      )}
      {next && (
        <a href={viewOfFailure(next)} title="Next failure (n)">
          Next
          <Icon name="right" />
        </a>
      )}
    </span>
  )
}
