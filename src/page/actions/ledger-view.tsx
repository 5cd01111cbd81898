import { useMemo } from 'preact/hooks'
import { actionRows } from '../../core/report/export-rows.ts'
import { formatCount, formatDuration, formatUsd } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import { exportFormats } from '../export/export-formats.tsx'
import { reportOf } from '../export/export-menu.tsx'
import { formatDate, formatMoment } from '../format/format-date.ts'
import { focusSearch, useKeys } from '../keys/use-keys.ts'
import { Menu } from '../parts/menu.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { Select } from '../parts/select.tsx'
import { SortableHead, type SortableColumn } from '../parts/sortable-head.tsx'
import { OutcomeBadge } from '../parts/status.tsx'
import { useOffsetTop } from '../parts/use-offset-top.ts'
import { useWindowVirtualizer } from '../parts/use-virtualizer.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import type { LedgerFilters, LedgerSort } from '../route/ledger-filters.ts'
import { runHref } from '../route/route.ts'
import { navigate } from '../route/use-route.ts'
import { filterRows, rowsOf, type LedgerRow } from './ledger-rows.ts'
import { useAllOpened } from './use-all-opened.ts'

interface LedgerViewProps {
  runs: readonly LoadedRun[]
  filters: LedgerFilters
}

const COLUMNS: ReadonlyArray<SortableColumn<LedgerSort>> = [
  ['run', 'Run'],
  ['name', 'Action'],
  [null, 'Outcome'],
  ['started', 'Started', 'number'],
  ['duration', 'Duration', 'number'],
  ['tokens', 'Tokens', 'number'],
  ['cost', 'Cost', 'number'],
]

/** All actions of all runs in one table. */
export function LedgerView({ runs, filters }: LedgerViewProps) {
  const opened = useAllOpened(runs)
  const rows = useMemo(() => (opened ? rowsOf(opened) : null), [opened])
  const shown = useMemo(() => filterRows(rows ?? [], filters), [rows, JSON.stringify(filters)])
  const change = (changes: Partial<LedgerFilters>) =>
    navigate({ page: 'actions', filters: { ...filters, ...changes } }, { replace: true })
  useKeys({ '/': focusSearch })
  return (
    <main class="runs ledger" id="main">
      <div class="runs-top">
        <h1>Actions</h1>
        <span class="dim">
          {rows === null
            ? 'Reading'
            : rows.length === shown.length
              ? plural(rows.length, 'action')
              : `${formatCount(shown.length)} of ${plural(rows.length, 'action')}`}
        </span>
        <Menu
          label="Export"
          icon="download"
          items={exportFormats(
            'actions',
            () => Promise.resolve(shown.flatMap(exported)),
            plural(shown.length, 'action'),
          )}
        />
      </div>
      <div class="filters open" role="search" aria-label="Filter actions">
        <SearchField
          label="Search actions"
          value={filters.text}
          onChange={(text) => change({ text })}
        />
        <Select
          label="Type"
          value={filters.type}
          onChange={(type) => change({ type })}
          options={[['', 'Any type'], ...typesOf(rows ?? [])]}
        />
        <Select
          label="Outcome"
          value={filters.outcome}
          onChange={(outcome) => change({ outcome })}
          options={[
            ['', 'Any outcome'],
            ['success', 'Success'],
            ['error', 'Error'],
            ['blocked', 'Blocked'],
          ]}
        />
        <button
          type="button"
          class="button"
          onClick={() => change({ sort: 'cost', descending: true })}
        >
          Most expensive
        </button>
        <button
          type="button"
          class="button"
          onClick={() => change({ sort: 'duration', descending: true })}
        >
          Slowest
        </button>
      </div>
      <LedgerTable rows={shown} filters={filters} onChange={change} />
    </main>
  )
}

interface LedgerTableProps {
  rows: readonly LedgerRow[]
  filters: LedgerFilters
  onChange(changes: Partial<LedgerFilters>): void
}

function LedgerTable({ rows, filters, onChange }: LedgerTableProps) {
  const [top, margin] = useOffsetTop()
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 36,
    overscan: 12,
    scrollMargin: margin,
  })
  const sortBy = (sort: LedgerSort) =>
    onChange({ sort, descending: filters.sort === sort ? !filters.descending : sort !== 'run' })
  return (
    <div role="table" aria-label="Actions" aria-rowcount={rows.length + 1}>
      <SortableHead
        class="run-row ledger-row head"
        columns={COLUMNS}
        sort={filters.sort}
        descending={filters.descending}
        onSort={sortBy}
      />
      <div
        role="rowgroup"
        class="virtual"
        ref={top}
        style={{ height: `${virtualizer.getTotalSize()}px` }}
      >
        {virtualizer.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="row"
            class="virtual-line run-row ledger-row"
            aria-rowindex={item.index + 2}
            data-index={item.index}
            ref={virtualizer.measureElement}
            style={{ transform: `translateY(${item.start - margin}px)` }}
          >
            <Cells row={rows[item.index]!} />
          </div>
        ))}
      </div>
      {rows.length === 0 && <p class="empty">No action matches these filters.</p>}
    </div>
  )
}

function Cells({ row }: { row: LedgerRow }) {
  const { loaded, action, outcome, startedAt, duration, tokens } = row
  return (
    <>
      <div role="cell" class="ledger-run">
        <bdi>{loaded.run.name}</bdi>
      </div>
      <div role="cell">
        <a href={runHref(loaded.id, 'telemetry', action.index)} class="run-link" data-row>
          <span class="dim">{action.index}</span>{' '}
          <span class={`kind kind-${action.type}`}>{action.type}</span>{' '}
          <bdi>{action.model ?? action.name}</bdi>
        </a>
      </div>
      <div role="cell">
        <OutcomeBadge outcome={outcome as typeof action.outcome} />
        {action.replayed && <span class="dim"> replayed</span>}
      </div>
      <div
        role="cell"
        class="number"
        title={startedAt === null ? undefined : formatMoment(startedAt)}
      >
        {formatDate(startedAt)}
      </div>
      <div role="cell" class="number">
        {formatDuration(duration)}
      </div>
      <div role="cell" class="number">
        {tokens === null ? '\u2013' : formatCount(tokens)}
      </div>
      <div role="cell" class="number">
        {action.type === 'llm' ? formatUsd(action.costUsd) : '\u2013'}
      </div>
    </>
  )
}

function exported({ loaded, action }: LedgerRow) {
  return [...actionRows(reportOf(loaded, [action]))]
}

function typesOf(rows: readonly LedgerRow[]): Array<readonly [string, string]> {
  return [...new Set(rows.map(({ action }) => action.type))].sort().map((type) => [type, type])
}
