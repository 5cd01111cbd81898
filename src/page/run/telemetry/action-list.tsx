import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { ReportAction } from '../../../core/report/action-schema.ts'
import { formatDuration } from '../../../core/words/format-number.ts'
import { useElementVirtualizer } from '../../parts/use-virtualizer.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { ActionRow } from './action-row.tsx'
import { timelineOf } from './timeline.ts'

interface ActionListProps {
  loaded: LoadedRun
  actions: readonly ReportAction[]
  depths: ReadonlyMap<number, number>
  open: boolean
  selected: number | null
  onSelect(action: number): void
}

const ROW = 32

/** The actions in order, each with its bar on the timeline. */
export function ActionList(props: ActionListProps) {
  const { loaded, actions, depths, open, selected, onSelect } = props
  const scroller = useRef<HTMLDivElement>(null)
  const timeline = useMemo(() => timelineOf(loaded.run.actions), [loaded])
  const virtualizer = useElementVirtualizer({
    count: actions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (open ? 110 : ROW),
    getItemKey: (index) => actions[index]!.index,
    overscan: 12,
  })
  useEffect(() => virtualizer.measure(), [open])
  const at = actions.findIndex(({ index }) => index === selected)
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' })
  }, [at])
  return (
    <section class="actions" aria-label="Actions">
      <div class="actions-head" aria-hidden="true">
        <span>
          {actions.length === loaded.run.actions.length
            ? 'Action'
            : `Action (${actions.length} of ${loaded.run.actions.length})`}
        </span>
        <span class="axis">
          {[0, 0.5, 1].map((share) => (
            <span key={share}>{formatDuration(timeline.length * share)}</span>
          ))}
        </span>
      </div>
      <div
        class="scroller"
        ref={scroller}
        tabIndex={0}
        role="listbox"
        aria-label="Actions of the run"
        aria-activedescendant={selected === null ? undefined : `action-${selected}`}
      >
        <div
          class="virtual"
          style={{ height: `${virtualizer.getTotalSize()}px` }}
          role="presentation"
        >
          {virtualizer.getVirtualItems().map((item) => {
            const action = actions[item.index]!
            return (
              <div
                key={item.key}
                id={`action-${action.index}`}
                class={`virtual-line action ${open ? 'open' : ''}`}
                role="option"
                aria-selected={action.index === selected}
                aria-setsize={actions.length}
                aria-posinset={item.index + 1}
                data-index={item.index}
                ref={open ? virtualizer.measureElement : undefined}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => onSelect(action.index)}
              >
                <ActionRow
                  loaded={loaded}
                  action={action}
                  depth={depths.get(action.index) ?? 0}
                  bar={timeline.barOf(action)}
                  open={open}
                />
              </div>
            )
          })}
        </div>
        {actions.length === 0 && (
          <p class="empty">
            {loaded.run.actions.length === 0 ? 'The run has no actions.' : 'No action matches.'}
          </p>
        )}
      </div>
    </section>
  )
}
