import { useMemo, useState } from 'preact/hooks'
import { useKeys } from '../../keys/use-keys.ts'
import { plural } from '../../../core/words/plural.ts'
import { SearchField } from '../../parts/search-field.tsx'
import { useWindowVirtualizer } from '../../parts/use-virtualizer.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { navigate, presentAction } from '../../route/use-route.ts'
import { useOffsetTop } from '../../parts/use-offset-top.ts'
import type { RunRoute } from '../../route/route.ts'
import { PositionRow } from './position-row.tsx'
import type { ShownPosition } from './positions.ts'

interface PositionListProps {
  loaded: LoadedRun
  route: RunRoute
  positions: readonly ShownPosition[]
}

type Line = { position: ShownPosition } | { consequencesOf: number; hidden: ShownPosition[] }

/** Every position, recorded beside replayed; runs of consequences are folded. */
export function PositionList({ loaded, route, positions }: PositionListProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  const [onlyDiffering, setOnlyDiffering] = useState(false)
  const [text, setText] = useState('')
  const lines = useMemo(
    () => toLines(positions, unfolded, onlyDiffering, text.toLowerCase()),
    [positions, unfolded, onlyDiffering, text],
  )
  const [top, margin] = useOffsetTop()
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => 41,
    getItemKey: (index) => keyOf(lines[index]!),
    overscan: 10,
    scrollMargin: margin,
  })
  const select = (action: number) => navigate({ ...route, action }, { replace: true })
  const move = (step: number) => () => {
    const present = presentAction()
    const at = lines.findIndex((line) => 'position' in line && isSelected(line.position, present))
    for (let next = at + step; next >= 0 && next < lines.length; next += step) {
      const line = lines[next]!
      if (!('position' in line) || !line.position.replayed) continue
      select(line.position.replayed.index)
      virtualizer.scrollToIndex(next, { align: 'auto' })
      return
    }
  }
  useKeys({ ArrowDown: move(1), ArrowUp: move(-1) })
  return (
    <section class="positions" aria-label="Positions">
      <div class="toolbar">
        <h2>Recorded beside replayed</h2>
        <span class="grow" />
        <SearchField label="Search positions" value={text} onChange={setText} />
        <label class="check">
          <input
            type="checkbox"
            checked={onlyDiffering}
            onChange={(event) => setOnlyDiffering(event.currentTarget.checked)}
          />
          Only what differs
        </label>
      </div>
      <div role="table" aria-label="Positions" aria-rowcount={lines.length + 1}>
        <div role="rowgroup">
          <div class="position head" role="row" aria-rowindex={1}>
            <span role="columnheader">#</span>
            <span role="columnheader">Recorded</span>
            <span role="columnheader">Status</span>
            <span role="columnheader">Replayed</span>
          </div>
        </div>
        <div
          class="virtual"
          role="rowgroup"
          ref={top}
          style={{ height: `${virtualizer.getTotalSize()}px` }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index]!
            const selected = 'position' in line && isSelected(line.position, route.action)
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                data-index={item.index}
                ref={virtualizer.measureElement}
                class={`virtual-line ${selected ? 'selected' : ''}`}
                style={{ transform: `translateY(${item.start - margin}px)` }}
              >
                {'position' in line ? (
                  <PositionRow loaded={loaded} position={line.position} />
                ) : (
                  <div role="cell" aria-colspan={4}>
                    <button
                      type="button"
                      class="fold"
                      onClick={() => setUnfolded(new Set([...unfolded, line.hidden[0]!.index]))}
                    >
                      {plural(line.hidden.length, 'consequence')} of position{' '}
                      {line.consequencesOf + 1}
                    </button>
                  </div>
                )}
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}

function isSelected({ replayed }: ShownPosition, action: number | null): boolean {
  return action !== null && replayed?.index === action
}

function keyOf(line: Line): string {
  return 'position' in line ? `p${line.position.index}` : `f${line.hidden[0]!.index}`
}

function toLines(
  positions: readonly ShownPosition[],
  unfolded: ReadonlySet<number>,
  onlyDiffering: boolean,
  text: string,
): Line[] {
  const lines: Line[] = []
  let fold = null as Extract<Line, { hidden: ShownPosition[] }> | null
  for (const position of positions) {
    const { divergence, recorded, replayed } = position
    if (onlyDiffering && !divergence) continue
    const name = `${recorded?.name ?? ''}\n${replayed?.name ?? ''}\n${divergence?.kind ?? ''}`
    if (text !== '' && !name.toLowerCase().includes(text)) continue
    const cause = divergence && !divergence.firstCause ? (divergence.causedBy ?? null) : null
    if (cause === null || position.final) {
      fold = null
      lines.push({ position })
    } else if (fold?.consequencesOf === cause) {
      fold.hidden.push(position)
    } else {
      fold = { consequencesOf: cause, hidden: [position] }
      lines.push(fold)
    }
  }
  return lines.flatMap((line): Line[] =>
    'hidden' in line && (unfolded.has(line.hidden[0]!.index) || line.hidden.length === 1)
      ? line.hidden.map((position) => ({ position }))
      : [line],
  )
}
