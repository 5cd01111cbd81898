import type { Journal, ReadApi } from '../../core/cassette/journal.ts'
import type { RunReadings } from '../../core/matching/readings/moved-readings.ts'
import { seededBytes, seededRandom, uuidOf } from '../../core/seeded-random.ts'
import { workerState, type Environment } from '../context/scope.ts'
import { clockShift } from './clock-shift.ts'
import { JournalBook, type JournalledPlace } from './journal-book.ts'
import { earlyReads } from './early-reads.ts'
import { KeptReads } from './kept-reads.ts'
import { MachineReads } from './machine-reads.ts'
import { ReadLedger, type EnvironmentRead, type Perturbation, type Reader } from './read-ledger.ts'
import type { ReadSite } from './read-site.ts'
import { SdkReads } from './sdk-reads.ts'
import type { Draw } from './draw.ts'

/** Values that the user pins on purpose. */
export interface Frozen {
  /** Milliseconds since 1970; `true` is the start of the recorded run. */
  clock?: number | true
  /** The seed of the random values. */
  random?: number
}

/** No more ids are remembered. */
const MAX_IDS = 10_000

/**
 * The clock and the random values of one pass over an agent: real and journalled, replayed from the
 * journal, or perturbed.
 */
export class RunEnvironment implements Environment {
  readonly machine: MachineReads
  /** Readings that the next replay repeats, and that are in no cassette. */
  readonly kept: KeptReads
  /** Number of reads beyond those recorded. */
  continued = 0
  readonly #ledger: ReadLedger
  readonly #given: Journal | null
  readonly #ofSdks: SdkReads
  readonly #book: JournalBook
  readonly #frozen: Frozen
  readonly #startedAt: number
  readonly #shift: number
  readonly #jitter: () => number
  /** The uuids that were drawn in this pass. */
  readonly drawnIds = new Set<string>()
  /** Readings of the clock by modules while they were loaded, by file. */
  readonly early: Readonly<Record<string, number[]>>
  #waited = 0
  #last: { clock: number; at: number }
  /** Times that were given and are not in the journal. */
  readonly #otherTimes = new Set<number>()
  readonly #lastTimers = new Map<ReadApi, { value: number; at: number }>()

  constructor(options: {
    root: string
    /** The journal to replay; `null` while recording. */
    given: Journal | null
    /** The readings that the replay before this one kept. */
    kept?: KeptReads
    isReplay: boolean
    perturbation?: Perturbation
    frozen?: Frozen
  }) {
    const now = workerState.now()
    const perturbation = options.perturbation ?? null
    this.#ledger = new ReadLedger(options.root, perturbation)
    this.kept = new KeptReads(options.kept ?? null)
    this.#ofSdks = new SdkReads(this.#ledger, this.kept, options.isReplay)
    this.machine = new MachineReads(this.#ledger, this.kept, options)
    this.#given = options.given
    this.#startedAt = options.given?.startedAt ?? workerState.date()
    this.early = earlyReads(options.root)
    this.#book = new JournalBook(this.#startedAt, options.given, this.early)
    this.#frozen = options.frozen ?? {}
    this.#last = { clock: this.#startedAt, at: now }
    const seed = perturbation?.seed ?? 0
    this.#shift = this.#ledger.varies('clock') ? clockShift(seed) : 0
    this.#jitter = seededRandom(`${seed} latency`)
  }

  get reads(): readonly EnvironmentRead[] {
    return this.#ledger.reads
  }

  /** Ends the pass: later reads get real values. */
  close(): void {
    this.#ledger.isOver = true
  }

  /** The journal of this pass, for the cassette; `undefined` where nothing was read. */
  get journal(): Journal | undefined {
    return this.#book.journal
  }

  /** The journal for another replay of the same code: that of this pass, or the one it was given. */
  get repeated(): Journal | null {
    return this.#book.journal ?? this.#given
  }

  /** Draws other values for SDKs than those of a pass: what they draw is not journalled, and will be another one tomorrow. */
  avoid(kept: KeptReads | undefined): void {
    this.#ofSdks.avoided = kept ?? null
  }

  /** `true` if there were more reads than the journal keeps. */
  get isFull(): boolean {
    return this.#book.isFull
  }

  /** The time of the pass on its own clock, in milliseconds since 1970. */
  get window(): { from: number; to: number } {
    const from = this.#startedAt + Math.min(0, this.#shift)
    return {
      from,
      to: Math.max(this.#continued(), this.#startedAt) + Math.max(0, this.#shift) + this.#waited,
    }
  }

  /** The readings of the journal that was given, and how far they were read; `null` where there were too many to tell. */
  get readings(): Omit<RunReadings<JournalledPlace>, 'isSequential'> | null {
    if (this.#book.isFull || this.#otherTimes.size >= MAX_IDS) return null
    return { places: this.#book.places, others: [...this.#otherTimes] }
  }

  /** Lets the clocks go on by a wait that was skipped. */
  skip(milliseconds: number): void {
    this.#last.clock += milliseconds
    for (const last of this.#lastTimers.values()) last.value += milliseconds
  }

  date(how: string, below: Reader): number {
    const { clock } = this.#frozen
    const fixed = clock === true ? this.#startedAt : clock
    return this.#draw<number>({
      api: 'Date',
      how,
      dimension: 'clock',
      below,
      real: () => fixed ?? this.#noted(this.#given ? this.#continued() : workerState.date()),
      actual: () => this.#noted(workerState.date()),
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
      actual: real,
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
      other: (drawn) => (Number(drawn) + 0.5) % 1,
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
      other: (drawn) => min + ((Number(drawn) - min + Math.ceil((max - min) / 2)) % (max - min)),
    })
  }

  uuid(below: Reader, real: () => string): string {
    const uuid = this.#draw({
      api: 'crypto.randomUUID',
      dimension: 'uuid',
      below,
      real,
      seeded: (random) => uuidOf(seededBytes(random, 16)),
      restore: (drawn) => (typeof drawn === 'string' ? drawn : undefined),
      store: (read) => read,
    })
    if (this.drawnIds.size < MAX_IDS) this.drawnIds.add(uuid)
    return uuid
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

  #draw<T>(draw: Draw<T>): T {
    // An endless loop of reads is not journalled for ever.
    if (this.#ledger.isOver) return draw.real()
    if (this.#book.isFull) {
      this.#book.drop()
      return draw.real()
    }
    const site = this.#ledger.siteOf(draw.below)
    if (!site || site === 'scheduler') return ((site && draw.actual) ?? draw.real)()
    if ('isOwn' in site) return this.#ofSdks.own(site.library, draw)
    if (site.library !== null) return this.#ofSdks.asked(site.library, draw, site)
    const { api, dimension } = draw
    this.#ledger.reads.push({ how: draw.how ?? `${api}()`, dimension, source: site.source })
    const key = `${api} ${site.file}:${site.function}`
    const place = this.#book.next(key)
    const value = this.#valueOf(draw, site, key, place)
    this.#book.add({ key, api, file: site.file, function: site.function }, draw.store(value))
    return this.#ledger.isOther(dimension, site) && dimension === 'clock'
      ? (this.#otherTime(api, value as number) as T)
      : value
  }

  #valueOf<T>(draw: Draw<T>, site: ReadSite, key: string, place: number): T {
    const frozen = this.#frozen.random
    if (draw.dimension !== 'clock') {
      if (this.#ledger.isOther(draw.dimension, site))
        return draw.seeded(this.#ledger.spread(key, place))
      if (frozen !== undefined) return draw.seeded(seededRandom(`${frozen} ${key} ${place}`))
    }
    const recorded = this.#book.recorded(key, place)
    const restored = recorded === undefined ? undefined : draw.restore(recorded)
    if (restored === undefined && this.#given) this.continued++
    return restored ?? draw.real()
  }

  /** A shifted date and time of day, with longer waits in between. */
  #otherTime(api: ReadApi, read: number): number {
    this.#waited += 1 + Math.floor(this.#jitter() * 40)
    if (api === 'performance.now' || api === 'process.hrtime')
      return read + this.#waited + this.#jitter()
    return read + this.#shift + (api === 'Date' ? this.#waited : 0)
  }

  #noted(time: number): number {
    if (this.#otherTimes.size < MAX_IDS) this.#otherTimes.add(time)
    return time
  }

  /** The clock that continues from the last value returned. */
  #continued(): number {
    return Math.floor(this.#last.clock + workerState.now() - this.#last.at)
  }
}

function asNumber(drawn: number | string): number | undefined {
  return typeof drawn === 'number' ? drawn : undefined
}
