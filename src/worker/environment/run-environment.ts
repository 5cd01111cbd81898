import type { Journal, ReadApi } from '../../core/cassette/journal.ts'
import {
  seededBytes,
  seededRandom,
  spreadRandom,
  uuidOf,
} from '../../core/analysis/determinism/seeded-random.ts'
import type { Dimension } from '../../core/analysis/determinism/schema.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import { workerState, type Environment } from '../scope.ts'
import { clockShift } from './clock-shift.ts'
import { JournalBook } from './journal-book.ts'
import { findReadSite, type ReadSite } from './read-site.ts'

/** What is different about the world of a replay. */
export interface Perturbation {
  seed: number
  dimensions: ReadonlySet<Dimension>
  /** Only reads at this place are given other values (`file:line:column`). */
  only?: string
}

/** What the user pins on purpose. */
export interface Frozen {
  /** Milliseconds since 1970; `true` is the start of the recorded run. */
  clock?: number | true
  /** The seed. */
  random?: number
}

/** A read of the user's code, in the order they were made. */
export interface EnvironmentRead {
  /** How it is written in code. */
  how: string
  dimension: 'clock' | 'random' | 'uuid' | 'timezone' | 'locale'
  source: SourceLocation | null
}

type Reader = (...args: never[]) => unknown

/** How one kind of value is drawn. */
interface Draw<T> {
  api: ReadApi
  how?: string
  dimension: EnvironmentRead['dimension']
  /** The function that the user called. */
  below: Reader
  real(): T
  /** A value of this kind that is the same for the same numbers. */
  seeded(random: () => number): T
  /** The recorded value where it can stand for this read, else `undefined`. */
  restore(recorded: number | string): T | undefined
  store(value: T): number | string
}

/** The clock and the sources of chance of one pass over an agent: real and journalled, given back, or others on purpose. */
export class RunEnvironment implements Environment {
  readonly reads: EnvironmentRead[] = []
  /** The pass is over: who reads now reads the real ones. */
  isOver = false
  /** How many reads there were beyond those recorded. */
  continued = 0
  readonly #root: string
  readonly #given: Journal | null
  readonly #book: JournalBook
  readonly #perturbation: Perturbation | null
  readonly #frozen: Frozen
  readonly #known = new Map<string, ReadSite>()
  readonly #startedAt: number
  readonly #shift: number
  readonly #jitter: () => number
  #waited = 0
  #last: { clock: number; at: number }
  readonly #lastTimers = new Map<ReadApi, { value: number; at: number }>()

  constructor(options: {
    root: string
    /** What is given back; `null` while recording. */
    given: Journal | null
    perturbation?: Perturbation
    frozen?: Frozen
  }) {
    const now = workerState.now()
    this.#root = options.root
    this.#given = options.given
    this.#startedAt = options.given?.startedAt ?? workerState.date()
    this.#book = new JournalBook(this.#startedAt, options.given)
    this.#perturbation = options.perturbation ?? null
    this.#frozen = options.frozen ?? {}
    this.#last = { clock: this.#startedAt, at: now }
    const seed = this.#perturbation?.seed ?? 0
    this.#shift = this.#varies('clock') ? clockShift(seed) : 0
    this.#jitter = seededRandom(`${seed} latency`)
  }

  /** What was read, for the cassette; `undefined` where nothing was. */
  get journal(): Journal | undefined {
    return this.#book.journal
  }

  /** Whether there was more to be read than is kept. */
  get isFull(): boolean {
    return this.#book.isFull
  }

  /** From when to when the pass lasted, on the clock that it was given. */
  get window(): { from: number; to: number } {
    const from = this.#startedAt + Math.min(0, this.#shift)
    return {
      from,
      to: Math.max(this.#continued(), this.#startedAt) + Math.max(0, this.#shift) + this.#waited,
    }
  }

  date(how: string, below: Reader): number {
    const { clock } = this.#frozen
    const fixed = clock === true ? this.#startedAt : clock
    return this.#draw<number>({
      api: 'Date',
      how,
      dimension: 'clock',
      below,
      real: () => fixed ?? (this.#given ? this.#continued() : workerState.date()),
      seeded: () => fixed ?? this.#continued(),
      restore: (delta) => {
        if (typeof delta !== 'number') return undefined
        const read = this.#startedAt + delta
        this.#last = { clock: read, at: workerState.now() }
        return fixed ?? read
      },
      store: (read) => read - this.#startedAt,
    })
  }

  number(
    api: 'performance.now' | 'performance.timeOrigin' | 'process.hrtime',
    below: Reader,
    real: () => number,
  ) {
    const isTimer = api !== 'performance.timeOrigin'
    const continued = () => {
      const last = this.#lastTimers.get(api)
      return last ? last.value + workerState.now() - last.at : real()
    }
    return this.#draw<number>({
      api,
      dimension: 'clock',
      below,
      real: continued,
      seeded: continued,
      restore: (recorded) => {
        if (typeof recorded !== 'number') return undefined
        if (isTimer) this.#lastTimers.set(api, { value: recorded, at: workerState.now() })
        return recorded
      },
      store: (read) => read,
    })
  }

  random(below: Reader, real: () => number): number {
    return this.#draw({
      api: 'Math.random',
      dimension: 'random',
      below,
      real,
      seeded: (random) => random(),
      restore: asNumber,
      store: (read) => read,
    })
  }

  integer(range: [min: number, max: number], below: Reader, real: () => number): number {
    const [min, max] = range
    return this.#draw({
      api: 'crypto.randomInt',
      dimension: 'random',
      below,
      real,
      seeded: (random) => min + Math.floor(random() * (max - min)),
      restore: (drawn) => (Number(drawn) >= min && Number(drawn) < max ? Number(drawn) : undefined),
      store: (read) => read,
    })
  }

  uuid(below: Reader, real: () => string): string {
    return this.#draw({
      api: 'crypto.randomUUID',
      dimension: 'uuid',
      below,
      real,
      seeded: (random) => uuidOf(seededBytes(random, 16)),
      restore: (drawn) => (typeof drawn === 'string' ? drawn : undefined),
      store: (read) => read,
    })
  }

  bytes(
    api: 'crypto.randomBytes' | 'crypto.getRandomValues',
    length: number,
    below: Reader,
    real: () => Uint8Array,
  ): Uint8Array {
    return this.#draw<Uint8Array>({
      api,
      dimension: 'random',
      below,
      real,
      seeded: (random) => seededBytes(random, length),
      restore: (drawn) => {
        const bytes = Buffer.from(String(drawn), 'base64')
        return bytes.length === length ? bytes : undefined
      },
      store: (read) => Buffer.from(read).toString('base64'),
    })
  }

  place(dimension: 'timezone' | 'locale', how: string, below: Reader): boolean {
    if (this.isOver) return false
    const site = findReadSite(below, this.#root, this.#known)
    // An SDK's own reads are no place of the user's.
    if (!site) return this.#varies(dimension) && this.#perturbation!.only === undefined
    this.reads.push({ how, dimension, source: site.source })
    return this.#isOther(dimension, site)
  }

  #draw<T>(draw: Draw<T>): T {
    // A loop that draws for ever is not followed for ever.
    if (this.isOver) return draw.real()
    if (this.#book.isFull) {
      this.#book.drop()
      return draw.real()
    }
    const site = findReadSite(draw.below, this.#root, this.#known)
    if (!site) return draw.real()
    const { api, dimension } = draw
    this.reads.push({ how: draw.how ?? `${api}()`, dimension, source: site.source })
    const key = `${api} ${site.file}:${site.function}`
    const place = this.#book.next(key)
    const value = this.#valueOf(draw, site, key, place)
    this.#book.add({ key, api, file: site.file, function: site.function }, draw.store(value))
    return this.#isOther(dimension, site) && dimension === 'clock'
      ? (this.#otherTime(api, value as number) as T)
      : value
  }

  #valueOf<T>(draw: Draw<T>, site: ReadSite, key: string, place: number): T {
    const frozen = this.#frozen.random
    if (draw.dimension !== 'clock') {
      if (frozen !== undefined && !this.#isOther(draw.dimension, site))
        return draw.seeded(seededRandom(`${frozen} ${key} ${place}`))
      if (this.#isOther(draw.dimension, site))
        return draw.seeded(spreadRandom(this.#perturbation!.seed, `${key} ${place}`, place))
    }
    const recorded = this.#book.recorded(key, place)
    const restored = recorded === undefined ? undefined : draw.restore(recorded)
    if (restored === undefined && this.#given) this.continued++
    return restored ?? draw.real()
  }

  #varies(dimension: Dimension): boolean {
    return this.#perturbation?.dimensions.has(dimension) ?? false
  }

  #isOther(dimension: Dimension, { source }: ReadSite): boolean {
    if (!this.#varies(dimension)) return false
    const { only } = this.#perturbation!
    return only === undefined || (source !== null && only === placeOf(source))
  }

  /** Another date and time of day, and longer waits in between. */
  #otherTime(api: ReadApi, read: number): number {
    this.#waited += 1 + Math.floor(this.#jitter() * 40)
    if (api === 'performance.now' || api === 'process.hrtime')
      return read + this.#waited + this.#jitter()
    return read + this.#shift + (api === 'Date' ? this.#waited : 0)
  }

  /** The clock that moves on from what was last given. */
  #continued(): number {
    return Math.floor(this.#last.clock + workerState.now() - this.#last.at)
  }
}

function asNumber(drawn: number | string): number | undefined {
  return typeof drawn === 'number' ? drawn : undefined
}

/** A place as a text, to name it by. */
export function placeOf({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column ?? 0}`
}
