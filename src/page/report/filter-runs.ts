import type { LoadedRun } from './loaded-run.ts'
import type { ContentMatches } from './use-content-matches.ts'
import type { RunFilters, SortKey, TimeWindow } from '../route/route.ts'

const HOUR = 3_600_000
const WINDOW_MS: Record<TimeWindow, number> = {
  '24h': 24 * HOUR,
  '7d': 7 * 24 * HOUR,
  '30d': 30 * 24 * HOUR,
  all: Number.POSITIVE_INFINITY,
}

/** The runs that match the filters, sorted. An unknown price is below any minimum. */
export function filterRuns(
  runs: readonly LoadedRun[],
  filters: RunFilters,
  now: number,
  matches?: ContentMatches,
): LoadedRun[] {
  return sortRuns(keptRuns(runs, filters, now, matches), filters.sort, filters.descending)
}

function keptRuns(
  runs: readonly LoadedRun[],
  filters: RunFilters,
  now: number,
  matches?: ContentMatches,
): LoadedRun[] {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean)
  const oldest = now - WINDOW_MS[filters.since]
  const agent = filters.agent.toLowerCase()
  return runs.filter(
    (loaded) =>
      passesStatus(loaded, filters.status) &&
      (agent === '' || (loaded.run.agent ?? '').toLowerCase().includes(agent)) &&
      (filters.tag === '' || loaded.run.tags.includes(filters.tag)) &&
      (filters.release === '' || loaded.release === filters.release) &&
      (filters.minCost === 0 || (loaded.cost ?? -1) >= filters.minCost) &&
      (filters.since === 'all' || (loaded.startedAt ?? 0) >= oldest) &&
      (words.every((word) => loaded.text.includes(word)) || matches?.has(loaded) === true),
  )
}

/** Counts the runs of each status among those that the other filters leave. */
export function countStatuses(
  runs: readonly LoadedRun[],
  filters: RunFilters,
  now: number,
  matches?: ContentMatches,
): Record<'' | 'attention' | ReturnType<typeof statusOf>, number> {
  const counts = { '': 0, attention: 0, running: 0, passed: 0, failed: 0, interrupted: 0 }
  for (const loaded of keptRuns(runs, { ...filters, status: '' }, now, matches)) {
    counts['']++
    counts[statusOf(loaded)]++
    if (loaded.reasons.length > 0) counts.attention++
  }
  return counts
}

function passesStatus(loaded: LoadedRun, status: string): boolean {
  if (status === '') return true
  return status === 'attention' ? loaded.reasons.length > 0 : statusOf(loaded) === status
}

function statusOf({ run, progress }: LoadedRun): LoadedRun['run']['status'] | 'running' {
  return progress ? 'running' : run.status
}

type Sortable = string | number | null

const VALUES: Record<Exclude<SortKey, 'attention'>, (loaded: LoadedRun) => Sortable> = {
  started: (loaded) => loaded.startedAt,
  name: ({ run }) => run.name,
  agent: ({ run }) => run.agent,
  status: statusOf,
  duration: (loaded) => loaded.duration,
  actions: ({ digest }) => digest.actions,
  cost: (loaded) => loaded.cost,
  success: (loaded) => loaded.successRate,
  match: ({ run }) => run.matchRate,
  determinism: ({ run }) => run.determinism?.score ?? null,
}

function sortRuns(runs: LoadedRun[], key: SortKey, descending: boolean): LoadedRun[] {
  if (key === 'attention') {
    const needs = ({ progress, reasons }: LoadedRun) => (progress ? -1 : reasons.length > 0 ? 0 : 1)
    return runs.sort((a, b) => needs(a) - needs(b) || (b.startedAt ?? 0) - (a.startedAt ?? 0))
  }
  const valueOf = VALUES[key]
  const direction = descending ? -1 : 1
  return runs.sort((a, b) => compare(valueOf(a), valueOf(b), direction))
}

/** Puts `run 2` before `run 10`. */
export const NATURAL = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** @note Unknown values come last in either direction. */
function compare(a: Sortable, b: Sortable, direction: number): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  const order =
    typeof a === 'string' || typeof b === 'string' ? NATURAL.compare(String(a), String(b)) : a - b
  return order * direction
}
