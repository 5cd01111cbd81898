import type { TrackBar, TrackLayout, TrackPosition } from './layout-tracks.ts'

/** The quantity that colours the bars. */
export type Heat = 'type' | 'cost' | 'tokens'

interface TrackBarsProps {
  side: 'recorded' | 'replayed'
  layout: TrackLayout
  heat: Heat
  selected: number
  /** The part of the axis that is in sight, in pixels of the whole. */
  view: { from: number; to: number; width: number }
  /** The error that ended this side. */
  crash: string | null
}

const ROW = 16

/** The bars of one side; of those that share a pixel one is drawn. */
export function TrackBars({ side, layout, heat, selected, view, crash }: TrackBarsProps) {
  const { length, lanes } = layout
  const most = Math.max(
    ...layout.positions.map((position) => amountOf(position[side], heat)),
    Number.MIN_VALUE,
  )
  return (
    <div class="track" style={{ height: `${lanes * ROW + 6}px` }}>
      {visible(layout, side, view).map((position) => {
        const bar = position[side]!
        const left = `${(position.start / length) * 100}%`
        const share = heat === 'type' ? null : amountOf(bar, heat) / most
        return (
          <span
            key={position.at}
            class={classOf(bar, position, heat, selected)}
            title={`${position.at + 1}. ${bar.name}`}
            style={{
              left,
              width: `${(position.length / length) * 100}%`,
              top: `${3 + position.lane * ROW}px`,
              ...(share === null ? {} : { '--heat': `${Math.round(share * 100)}%` }),
            }}
          />
        )
      })}
      {crash !== null && <span class="track-crash" title={crash} />}
    </div>
  )
}

function classOf(
  bar: TrackBar,
  { at, state }: TrackPosition,
  heat: Heat,
  selected: number,
): string {
  return [
    'track-bar',
    heat === 'type' ? `bar-${bar.type}` : 'track-heat',
    `track-${state}`,
    bar.failed ? 'track-failed' : '',
    at === selected ? 'track-selected' : '',
  ].join(' ')
}

function amountOf(bar: TrackBar | null, heat: Heat): number {
  return (heat === 'cost' ? bar?.cost : heat === 'tokens' ? bar?.tokens : 0) ?? 0
}

function visible(
  { positions, length }: TrackLayout,
  side: 'recorded' | 'replayed',
  view: TrackBarsProps['view'],
): TrackPosition[] {
  const pixel = view.width / length
  const last: number[] = []
  return positions.filter((position) => {
    if (!position[side]) return false
    const from = position.start * pixel
    const to = from + position.length * pixel
    if (to < view.from || from > view.to) return false
    const isSmall = to - from < 1 && Math.floor(from) === last[position.lane]
    last[position.lane] = Math.floor(from)
    return !isSmall || position[side].failed || position.state === 'fork'
  })
}
