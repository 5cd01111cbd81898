import type { ReplayChange } from '../../core/analysis/determinism/compare-replays.ts'
import type { Attributed } from '../../core/analysis/determinism/find-instability.ts'
import type { Dimension } from '../../core/analysis/determinism/dimensions.ts'
import { isStable, type TalliedPosition } from '../../core/analysis/determinism/tally-positions.ts'
import type { JsonValue } from '../../core/json.ts'
import { isDrawn } from './drawn-words.ts'
import {
  type EnvironmentRead,
  type Perturbation,
  placeOf,
  type Readers,
} from '../environment/read-ledger.ts'

/** The result of one more replay: its changes by position, and its reads. */
export interface Experiment {
  changes: ReadonlyMap<string, ReplayChange>
  reads: readonly EnvironmentRead[]
}

export interface Attribution {
  run(perturbation: Perturbation): Promise<Experiment>
  seeds: readonly number[]
  varied: readonly Dimension[]
  pinned: readonly Dimension[]
  /** The reads of the replay that the others are compared with. */
  baseReads: readonly EnvironmentRead[]
}

/** The most replays for attribution; positions without a cause by then have the cause `unknown`. */
const MAX_REPLAYS = 60
const MAX_PLACES = 12
/** Dimensions that SDKs read for themselves. */
const DRAWN = ['random', 'uuid'] as const

/**
 * Finds the cause of unstable positions by changing one thing at a time: a dimension, then one line
 * that reads it. A position that varies although nothing was changed is not blamed on a dimension.
 */
export async function attributePositions(
  positions: readonly TalliedPosition[],
  { run, seeds, varied, pinned, baseReads }: Attribution,
): Promise<Array<Attributed & { key: string }>> {
  const indices = new Map(positions.map(({ key }, index) => [key, index]))
  const found: Array<Attributed & { key: string }> = []
  let made = 0
  const experiment = async (perturbation: Perturbation): Promise<Experiment | null> =>
    made++ < MAX_REPLAYS ? run(perturbation) : null
  const unstable = positions.filter((position) => !isStable(position))
  if (unstable.length === 0 && pinned.length === 0) return []
  const still = await experiment({ seed: seeds[0]!, dimensions: new Set() })
  const noise = still?.changes ?? new Map<string, ReplayChange>()

  /** The paths of a position that are known to hold a time. */
  const timesAt = (key: string): ReadonlySet<string> => {
    const times = found.filter((one) => one.key === key && one.cause === 'clock')
    return new Set(times.flatMap(({ change }) => change.differences.map(({ path }) => path)))
  }

  /**
   * Varies one dimension alone and registers the changes at these positions, or at all where `keys`
   * is `null`.
   */
  const vary = async (
    seed: number,
    dimension: Dimension,
    keys: Set<string> | null,
    readers: Readers = 'own',
  ) => {
    const dimensions = new Set([dimension])
    const alone = await experiment({ seed, dimensions, readers })
    if (!alone) return
    const changed = [...alone.changes].flatMap(([key, change]) => {
      const aboveNoise =
        keys === null || keys.has(key) ? withoutNoise(change, noise.get(key)) : null
      const own =
        aboveNoise && dimension === 'arrival_order'
          ? withoutSwappedTimes(aboveNoise, timesAt(key))
          : aboveNoise
      return own ? [{ key, change: own }] : []
    })
    if (changed.length === 0) return
    const file = (key: string, change: ReplayChange, read: Attributed['read']) =>
      found.push({
        key,
        index: indices.get(key) ?? positions.length - 1,
        change,
        cause: dimension,
        read,
        seed,
        pinned: keys === null,
      })
    const places = placesOf(alone.reads, dimension, readers)
    if (places.length <= 1) {
      for (const { key, change } of changed) file(key, change, places[0]?.read ?? null)
      return
    }
    const explained = new Set<string>()
    for (const { only, read } of places.slice(0, MAX_PLACES)) {
      const narrow = await experiment({ seed, dimensions, readers, only })
      for (const { key } of changed) {
        const change = narrow?.changes.get(key)
        const own = change && withoutNoise(change, noise.get(key))
        if (!own) continue
        explained.add(key)
        file(key, own, read)
      }
    }
    for (const { key, change } of changed) if (!explained.has(key)) file(key, change, null)
  }

  const openAt = (turn: number): Set<string> => {
    const known = new Set(found.map(({ key }) => key))
    const open = unstable.filter(({ key, changes }) => changes[turn] && !known.has(key))
    return new Set(open.map(({ key }) => key))
  }
  for (const [turn, seed] of seeds.entries()) {
    const keys = openAt(turn)
    if (keys.size > 0) for (const dimension of varied) await vary(seed, dimension, keys)
    // A position that no read of the user's code explains may come from an SDK that draws values
    // for it.
    const left = openAt(turn)
    for (const dimension of DRAWN)
      if (left.size > 0 && varied.includes(dimension))
        await vary(seed, dimension, left, 'libraries')
  }
  const known = new Set(found.map(({ key }) => key))
  for (const { key, changes } of unstable) {
    const noisy = noise.get(key)
    if (known.has(key) && !noisy) continue
    const turn = changes.findIndex((change) => change !== null)
    const change = noisy ?? changes[turn]!
    const read = noisy ? readOfNoise(noisy, baseReads, still!.reads) : null
    const index = indices.get(key)!
    found.push({
      key,
      index,
      change,
      cause: read
        ? 'environment'
        : noisy && isDrawn(noisy.differences)
          ? 'id_generator'
          : 'unknown',
      read,
      seed: seeds[turn]!,
      pinned: false,
    })
  }
  for (const dimension of pinned) await vary(seeds[0]!, dimension, null)
  return found.sort((a, b) => a.index - b.index)
}

/** The part of a change at paths that do not vary by themselves; `null` where nothing is left. */
function withoutNoise(change: ReplayChange, noise: ReplayChange | undefined): ReplayChange | null {
  if (!noise) return change
  if (noise.kind === 'action') return null
  const noisy = new Set(noise.differences.map(({ path }) => path))
  const differences = change.differences.filter(({ path }) => !noisy.has(path))
  return differences.length > 0 ? { ...change, differences } : null
}

function placesOf(
  reads: readonly EnvironmentRead[],
  dimension: Dimension,
  readers: Readers,
): Array<{ only: string; read: NonNullable<Attributed['read']> }> {
  const places = new Map<string, NonNullable<Attributed['read']>>()
  for (const { how, dimension: of, source, isOfLibrary = false } of reads) {
    if (of !== dimension || !source || isOfLibrary !== (readers === 'libraries')) continue
    const only = placeOf(source)
    if (!places.has(only)) places.set(only, { api: how, source })
  }
  return [...places].map(([only, read]) => ({ only, read }))
}

/**
 * Finds the read whose value is in a difference that occurs without perturbation: one replay's
 * value on one side, another's on the other. For values that the system draws and that cannot be
 * replayed (the name of a temporary folder).
 */
export function readOfNoise(
  { differences }: ReplayChange,
  before: readonly EnvironmentRead[],
  now: readonly EnvironmentRead[],
): Attributed['read'] {
  for (const { recorded, replayed } of differences) {
    const [left, right] = [textOf(recorded), textOf(replayed)]
    const read = before.find(({ value }) => value !== undefined && left.includes(value))
    if (read && now.some((other) => isSamePlace(read, other) && right.includes(other.value!)))
      return { api: read.how, source: read.source }
  }
  return null
}

/** A change without the times that parallel calls swapped: the clock is the cause of those, not the order. */
function withoutSwappedTimes(
  change: ReplayChange,
  clock: ReadonlySet<string>,
): ReplayChange | null {
  const differences = change.differences.filter(
    ({ path, recorded, replayed }) =>
      !clock.has(path) || withoutDigits(recorded) !== withoutDigits(replayed),
  )
  return differences.length > 0 ? { ...change, differences } : null
}

function withoutDigits(value: JsonValue | undefined): string {
  return textOf(value).replace(/\d+/g, '#')
}

function isSamePlace(read: EnvironmentRead, other: EnvironmentRead): boolean {
  const [a, b] = [read.source, other.source]
  return other.value !== undefined && a?.file === b?.file && a?.line === b?.line
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? '' : JSON.stringify(value)
}
