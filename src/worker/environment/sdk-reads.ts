import type { Draw } from './draw.ts'
import type { KeptReads } from './kept-reads.ts'
import type { ReadLedger } from './read-ledger.ts'
import type { ReadSite } from './read-site.ts'

/**
 * The reads of SDKs for their own purposes. They are in no journal: another version of an SDK reads more often or less. Their clock
 * is the run's, for their timeouts; what they draw by chance is real, and kept for the replay that is compared with this one.
 */
export class SdkReads {
  /** The values that they drew in the recording that this pass verifies. */
  avoided: KeptReads | null = null
  readonly #ledger: ReadLedger
  readonly #kept: KeptReads
  readonly #isReplay: boolean

  constructor(ledger: ReadLedger, kept: KeptReads, isReplay: boolean) {
    this.#ledger = ledger
    this.#kept = kept
    this.#isReplay = isReplay
  }

  /** Draws a value that the user's function asks an SDK for. */
  asked<T>(library: string, draw: Draw<T>, site: ReadSite): T {
    const { api, dimension } = draw
    if (dimension === 'clock') return draw.real()
    if (this.#isReplay)
      this.#ledger.reads.push({
        how: `${api}() by way of ${library}`,
        dimension,
        source: site.source,
        isOfLibrary: true,
      })
    const key = `${api} ${library} ${site.file}:${site.function}`
    const isOther = this.#ledger.isOther(dimension, site)
    return this.#repeat(
      key,
      draw,
      isOther ? (turn) => draw.seeded(this.#ledger.spread(key, turn)) : null,
    )
  }

  /**
   * Draws a value that an SDK makes for itself, such as the id of a message. It is the same in every measured replay,
   * because the agent has no part in it.
   */
  own<T>(library: string, draw: Draw<T>): T {
    if (draw.dimension === 'clock') return draw.real()
    return this.#repeat(`${draw.api} ${library}`, draw, null)
  }

  /** Draws what the replay before this one had, unless it is to be another. */
  #repeat<T>(key: string, draw: Draw<T>, other: ((turn: number) => T) | null): T {
    let value: T
    this.#kept.next<number | string>(key, (before, turn) => {
      const avoided = this.avoided?.at<number | string>(key, turn)
      value =
        other?.(turn) ??
        (before && draw.restore(before.value)) ??
        (avoided && draw.other?.(avoided.value)) ??
        draw.real()
      return draw.store(value)
    })
    return value!
  }
}
