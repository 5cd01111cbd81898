import type { Journal, ReadApi } from '../../core/cassette/journal.ts'
import type { ReadingPlace } from '../../core/matching/readings/moved-readings.ts'

type Site = Journal['sites'][number]

/** A place of the recorded journal, with its number of reads. */
export interface JournalledPlace extends ReadingPlace {
  readonly site: Site
}

/** Limits of a run's journal: reads, and characters. */
const MAX_READS = 10_000
const MAX_SIZE = 256 * 1024
/** Longer values are not ids, nonces or pools of them (that of `nanoid` has 2688 bytes). */
const MAX_VALUE = 4096

/** The recorded journal that is replayed, and the one that is being written. */
export class JournalBook {
  readonly #startedAt: number
  readonly #recorded = new Map<string, Site['values']>()
  readonly #sites = new Map<string, Site>()
  readonly #counts = new Map<string, number>()
  #reads = 0
  #size = 0
  #dropped = 0
  readonly #early: Record<string, number[]>
  readonly #given: readonly Site[]

  /** @param early Readings of the clock before any run, by file. */
  constructor(startedAt: number, given: Journal | null, early: Record<string, number[]> = {}) {
    this.#startedAt = startedAt
    this.#early = early
    this.#given = given?.sites ?? []
    for (const site of this.#given) this.#recorded.set(keyOf(site), site.values)
  }

  get isFull(): boolean {
    return this.#reads >= MAX_READS || this.#size >= MAX_SIZE
  }

  /** Counts a read beyond the limits. */
  drop(): void {
    this.#dropped++
  }

  get journal(): Journal | undefined {
    const hasEarly = Object.keys(this.#early).length > 0
    if (this.#sites.size === 0 && !hasEarly) return undefined
    return {
      startedAt: this.#startedAt,
      sites: [...this.#sites.values()],
      ...(hasEarly ? { early: this.#early } : {}),
      ...(this.#dropped > 0 ? { dropped: this.#dropped } : {}),
    }
  }

  /** The number of earlier reads at a site; counts this one. */
  next(key: string): number {
    const count = this.#counts.get(key) ?? 0
    this.#counts.set(key, count + 1)
    return count
  }

  /** The places of the recorded journal that read the clock or drew uuids. */
  get places(): JournalledPlace[] {
    return this.#given
      .filter(({ api }) => api === 'Date' || api === 'crypto.randomUUID')
      .map((site) => ({
        site,
        moves: site.moves === true,
        count: this.#counts.get(keyOf(site)) ?? 0,
        recorded: site.values.map((value) =>
          site.api === 'Date' ? this.#startedAt + Number(value) : value,
        ),
      }))
  }

  recorded(key: string, place: number): number | string | undefined {
    return this.#recorded.get(key)?.[place]
  }

  add(site: { key: string; api: ReadApi; file: string; function: string }, value: number | string) {
    this.#reads++
    // A value that is too long is stored as an empty text, so that those behind it keep their
    // places.
    const kept = typeof value === 'string' && value.length > MAX_VALUE ? '' : value
    this.#size += typeof kept === 'string' ? kept.length + 3 : 12
    const { key, api, file, function: name } = site
    const known = this.#sites.get(key) ?? { api, file, function: name, values: [] }
    known.values.push(kept)
    this.#sites.set(key, known)
  }
}

function keyOf({ api, file, function: name }: Site): string {
  return `${api} ${file}:${name}`
}
