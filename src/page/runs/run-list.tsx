import { useLayoutEffect, useMemo } from 'preact/hooks'
import { focusLine, focusedLine } from '../keys/focus-line.ts'
import { focusSearch, useKeys } from '../keys/use-keys.ts'
import { SortableHead, type SortableColumn } from '../parts/sortable-head.tsx'
import { useWindowVirtualizer } from '../parts/use-virtualizer.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import { isNarrowed, NO_FILTERS, type RunFilters, type SortKey } from '../route/route.ts'
import { isFailure, type PageCause } from '../report/page-causes.ts'
import { useOffsetTop } from '../parts/use-offset-top.ts'
import { takeLeftList } from '../route/left-list.ts'
import { linesOf, type Line } from './list-lines.ts'
import type { ContentMatches } from '../report/use-content-matches.ts'
import { RunRow } from './run-row.tsx'

interface RunListProps {
  runs: LoadedRun[]
  /** The places where the search found its text, beyond what a row shows. */
  matches: ContentMatches
  causes: readonly PageCause[]
  filters: RunFilters
  now: number
  onChange(changes: Partial<RunFilters>): void
}

const COLUMNS: ReadonlyArray<SortableColumn<SortKey>> = [
  ['status', 'Status', 'cell-status'],
  ['name', 'Run', 'cell-name'],
  ['agent', 'Agent', 'cell-agent'],
  ['duration', 'Duration', 'cell-duration number'],
  ['actions', 'Actions', 'cell-actions number'],
  ['cost', 'Cost', 'cell-cost number'],
  ['success', 'Success', 'cell-success number'],
  ['match', 'Match', 'cell-match number'],
  ['determinism', 'Determ.', 'cell-determinism number'],
  ['started', 'Started', 'cell-started number'],
]

/** The runs as a table; on a narrow screen, as cards. */
export function RunList({ runs, matches, causes, filters, now, onChange }: RunListProps) {
  const { sort, group } = filters
  const lines = useMemo(() => linesOf(runs, { sort, group }, causes), [runs, sort, group, causes])
  const [top, margin] = useOffsetTop()
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => ('heading' in lines[index]! ? 40 : 57),
    getItemKey: (index) => {
      const line = lines[index]!
      return 'heading' in line ? line.heading : line.loaded.id
    },
    overscan: 8,
    scrollMargin: margin,
  })
  const items = virtualizer.getVirtualItems()
  const move = (step: number) => (): void | false => {
    let at = focusedLine() + step
    while (lines[at] !== undefined && 'heading' in lines[at]!) at += step
    if (lines[at] === undefined) return false
    virtualizer.scrollToIndex(at, { align: 'auto' })
    focusLine(at)
  }
  const moveToFailure = (step: number) => (): void | false => {
    let at = focusedLine() + step
    while (lines[at] !== undefined && !isFailedLine(lines[at]!)) at += step
    if (lines[at] === undefined) return false
    virtualizer.scrollToIndex(at, { align: 'auto' })
    focusLine(at)
  }
  useKeys({
    ArrowDown: move(1),
    ArrowUp: move(-1),
    n: moveToFailure(1),
    p: moveToFailure(-1),
    '/': focusSearch,
    Escape: () => {
      if (!isNarrowed(filters)) return false
      onChange({ ...NO_FILTERS, sort, group, descending: filters.descending })
    },
  })
  useLayoutEffect(() => {
    const left = takeLeftList()
    if (!left) return
    scrollTo(0, left.scroll)
    const at = lines.findIndex((line) => 'loaded' in line && line.loaded.id === left.id)
    if (at >= 0) focusLine(at, { keepsScroll: true })
  }, [])
  const sortBy = (key: SortKey) =>
    onChange(
      filters.sort === key
        ? filters.descending
          ? { descending: false }
          : { sort: 'attention', descending: true }
        : { sort: key, descending: true },
    )
  if (runs.length === 0)
    return (
      <p class="empty">
        No run matches these filters.{' '}
        <button
          type="button"
          class="link"
          onClick={() => onChange({ ...NO_FILTERS, sort, group, descending: filters.descending })}
        >
          Show all runs
        </button>
      </p>
    )
  return (
    <div class="run-table" role="table" aria-label="Runs" aria-rowcount={lines.length + 1}>
      <SortableHead
        class="run-row head"
        columns={COLUMNS}
        sort={filters.sort}
        descending={filters.descending}
        onSort={sortBy}
      />
      <div
        role="rowgroup"
        ref={top}
        class="virtual"
        style={{ height: `${virtualizer.getTotalSize()}px` }}
      >
        {items.map((item) => {
          const line = lines[item.index]!
          const style = {
            transform: `translateY(${item.start - margin}px)`,
          }
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              ref={virtualizer.measureElement}
              class={'heading' in line ? 'virtual-line run-heading' : 'virtual-line run-row'}
              style={style}
            >
              {'heading' in line ? (
                <div role="cell" aria-colspan={COLUMNS.length}>
                  <h2>{line.heading}</h2>
                </div>
              ) : (
                <RunRow loaded={line.loaded} match={matches.get(line.loaded)} now={now} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function isFailedLine(line: Line): boolean {
  return 'loaded' in line && isFailure(line.loaded)
}
