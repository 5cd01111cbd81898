import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { KIND_NAMES } from '../../../core/words/causes.ts'
import { formatDuration } from '../../../core/words/format-number.ts'
import { Icon } from '../../parts/icon.tsx'
import { Select } from '../../parts/select.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import type { ShownPosition } from '../simulation/positions.ts'
import { layoutTracks } from './layout-tracks.ts'
import { BothSidesOf } from './both-sides-of.tsx'
import { TrackBars, type Heat } from './track-bars.tsx'

interface TracksProps {
  loaded: LoadedRun
  positions: readonly ShownPosition[]
  /** The action of the replay that the address names. */
  action: number | null
  onSelect(position: ShownPosition): void
  /** Stands between the tracks and the position that is looked at. */
  children?: ComponentChildren
}

const MOST_ZOOM = 64

/** A run in two tracks on one time axis, recorded above replayed; one position of it is looked at on both sides. */
export function Tracks({ loaded, positions, action, onSelect, children }: TracksProps) {
  const { run } = loaded
  const layout = useMemo(() => layoutTracks(positions), [positions])
  const [zoom, setZoom] = useState(1)
  const [heat, setHeat] = useState<Heat>('type')
  const [moved, setMoved] = useState<number | null>(null)
  const [view, setView] = useState({ from: 0, to: 4000, width: 1200 })
  const scroller = useRef<HTMLDivElement>(null)
  const wanted = useMemo(() => startingPosition(positions, loaded, action), [positions, action])
  const selected = moved ?? wanted
  const look = () => {
    const box = scroller.current
    if (!box) return
    const width = box.clientWidth * zoom
    setView({ from: box.scrollLeft - 400, to: box.scrollLeft + box.clientWidth + 400, width })
  }
  useLayoutEffect(() => {
    const box = scroller.current
    const at = layout.positions[selected]
    if (box && at && zoom > 1)
      box.scrollLeft = (at.start / layout.length) * box.clientWidth * zoom - box.clientWidth / 2
    look()
  }, [zoom, layout])
  if (layout.positions.length === 0) return <>{children}</>
  const select = (at: number) => {
    const next = Math.max(0, Math.min(layout.positions.length - 1, at))
    setMoved(next)
    onSelect(positions[next]!)
  }
  const scrub = (event: PointerEvent) => {
    if (event.buttons === 0) return
    const box = scroller.current!.firstElementChild!.getBoundingClientRect()
    const time = ((event.clientX - box.left) / box.width) * layout.length
    const near = nearest(layout.positions, time)
    if (near !== selected) select(near)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key]
    if (step === undefined) return
    event.preventDefault()
    event.stopPropagation()
    select(selected + step)
  }
  const position = positions[selected]
  const isRecording = run.mode === 'record'
  const sides = isRecording ? (['recorded'] as const) : (['recorded', 'replayed'] as const)
  return (
    <section class="tracks" aria-labelledby="tracks-title">
      <div class="toolbar">
        <h2 id="tracks-title">{isRecording ? 'Recorded' : 'Recorded above replayed'}</h2>
        <span class="dim">{formatDuration(layout.length)}</span>
        <span class="grow" />
        <Select
          label="Color by"
          value={heat === 'type' ? '' : heat}
          onChange={(chosen) => setHeat(chosen === 'cost' || chosen === 'tokens' ? chosen : 'type')}
          options={[
            ['', 'By type'],
            ['cost', 'By cost'],
            ['tokens', 'By tokens'],
          ]}
        />
        <button
          type="button"
          class="button"
          aria-label="Zoom out"
          aria-disabled={zoom === 1}
          onClick={() => setZoom(Math.max(1, zoom / 2))}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          class="button"
          aria-label="Zoom in"
          aria-disabled={zoom === MOST_ZOOM}
          onClick={() => setZoom(Math.min(MOST_ZOOM, zoom * 2))}
        >
          <Icon name="plus" />
        </button>
      </div>
      <div class="track-scroller" ref={scroller} onScroll={look}>
        <div
          class="track-axis"
          style={{ width: `${zoom * 100}%` }}
          role="slider"
          tabIndex={0}
          aria-label="Position"
          aria-valuemin={1}
          aria-valuemax={layout.positions.length}
          aria-valuenow={selected + 1}
          aria-valuetext={position ? describe(position) : ''}
          onKeyDown={onKeyDown}
          onPointerDown={scrub}
          onPointerMove={scrub}
        >
          {sides.map((side) => (
            <TrackBars
              key={side}
              {...{ side, layout, heat, selected, view }}
              crash={crashOf(loaded, side)}
            />
          ))}
          {layout.fork !== null && (
            <span class="track-fork" style={{ left: `${(layout.fork / layout.length) * 100}%` }} />
          )}
        </div>
      </div>
      {children}
      {position && <BothSidesOf loaded={loaded} position={position} />}
    </section>
  )
}

function describe({ index, recorded, replayed, divergence }: ShownPosition): string {
  const name = replayed?.name ?? recorded?.name ?? ''
  const state = divergence ? (KIND_NAMES[divergence.kind] ?? String(divergence.kind)) : 'same'
  return `${index + 1}: ${name}, ${state}`
}

/** The error that ended a side; `null` where it ended without a failure. */
function crashOf({ run, progress }: LoadedRun, side: 'recorded' | 'replayed'): string | null {
  const outcome = run.finalOutput[side]
  if (outcome && 'error' in outcome) return `${outcome.error.name}: ${outcome.error.message}`
  const isThisRun = side === (run.mode === 'record' ? 'recorded' : 'replayed')
  return isThisRun && !progress && run.status === 'interrupted' ? 'The run did not end' : null
}

/** The position to begin with: the one in the address, the first cause, the first error, else the first. */
function startingPosition(
  positions: readonly ShownPosition[],
  { run }: LoadedRun,
  action: number | null,
): number {
  const failed = run.signals?.first_error_span?.index
  const ways: Array<(position: ShownPosition) => boolean> = [
    ({ replayed }) => action !== null && replayed?.index === action,
    ({ divergence }) => divergence?.firstCause === true,
    ({ replayed }) => failed !== undefined && replayed?.index === failed,
  ]
  for (const way of ways) {
    const at = positions.findIndex((position) => !position.final && way(position))
    if (at !== -1) return at
  }
  return 0
}

function nearest(
  positions: ReadonlyArray<{ start: number; length: number }>,
  time: number,
): number {
  let best = 0
  let distance = Infinity
  for (const [at, { start, length }] of positions.entries()) {
    const away = time < start ? start - time : Math.max(0, time - start - length)
    // Of nested actions the innermost, which starts last.
    if (away > distance) continue
    distance = away
    best = at
  }
  return best
}
