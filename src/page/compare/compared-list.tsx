import { useEffect } from 'preact/hooks'
import { formatCount } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import { focusLine, focusedLine } from '../keys/focus-line.ts'
import { focusSearch, useKeys } from '../keys/use-keys.ts'
import { useOffsetTop } from '../parts/use-offset-top.ts'
import { useWindowVirtualizer } from '../parts/use-virtualizer.ts'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'
import type { CompareRoute } from '../route/route.ts'
import { ComparedRow } from './compared-row.tsx'

interface ComparedListProps {
  runs: LoadedComparedRun[]
  all: number
  route: CompareRoute
  /** The run that was left for this list. */
  from: string | null
}

const COLUMNS: ReadonlyArray<readonly [key: string, label: string]> = [
  ['status', 'Verdict'],
  ['name', 'Run'],
  ['agent', 'Agent'],
  ['basis', 'Based on'],
  ['tools', 'Tool calls'],
  ['stop', 'Stop reason'],
  ['cost', 'Cost'],
]

/** The compared runs as a table, worst first; on a narrow screen, as cards. */
export function ComparedList({ runs, all, route, from }: ComparedListProps) {
  const [top, margin] = useOffsetTop()
  const virtualizer = useWindowVirtualizer({
    count: runs.length,
    estimateSize: () => 57,
    getItemKey: (index) => runs[index]!.id,
    overscan: 8,
    scrollMargin: margin,
  })
  const goTo = (at: number, align: 'auto' | 'center') => {
    virtualizer.scrollToIndex(at, { align })
    focusLine(at)
  }
  const move = (step: number) => (): void | false => {
    const present = focusedLine()
    // Until the list is in view, the arrows scroll.
    if (present === -1 && (top.current?.getBoundingClientRect().top ?? 0) > innerHeight)
      return false
    const at = present + step
    if (at < 0 || at >= runs.length) return false
    goTo(at, 'auto')
  }
  useKeys({ ArrowDown: move(1), ArrowUp: move(-1), '/': focusSearch })
  useEffect(() => {
    const at = from === null ? -1 : runs.findIndex(({ id }) => id === from)
    if (at !== -1 && margin > 0) goTo(at, 'center')
  }, [from, margin > 0])
  return (
    <>
      <p class="dim" role="status">
        {runs.length === all
          ? `${plural(all, 'run')}, worst first`
          : `${formatCount(runs.length)} of ${plural(all, 'run')}, worst first`}
      </p>
      {runs.length === 0 && <p class="empty">No compared run passes these filters.</p>}
      <div
        class="run-table compared"
        role="table"
        aria-label="Compared runs"
        aria-rowcount={runs.length + 1}
        hidden={runs.length === 0}
      >
        <div role="rowgroup">
          <div class="run-row head" role="row" aria-rowindex={1}>
            {COLUMNS.map(([key, label]) => (
              <div
                key={key}
                role="columnheader"
                class={`cell-${key} ${key === 'tools' || key === 'cost' ? 'number' : ''}`}
              >
                {label}
              </div>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          ref={top}
          class="virtual"
          style={{ height: `${virtualizer.getTotalSize()}px` }}
        >
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              ref={virtualizer.measureElement}
              class="virtual-line run-row"
              style={{ transform: `translateY(${item.start - margin}px)` }}
            >
              <ComparedRow compared={runs[item.index]!} route={route} />
            </div>
          ))}
        </div>
      </div>
    </>
  )
}
