import { seededRandom } from '../../core/seeded-random.ts'
import type { MachineReader } from '../context/scope.ts'
import type { KeptReads } from './kept-reads.ts'
import { otherNumbers } from './other-machine.ts'
import type { Reader, ReadLedger } from './read-ledger.ts'

/** Letters and digits that `mkdtemp` appends to the prefix. */
const DRAWN = 6

/** The readings of process and machine in one replay; while recording, only folders are noted. */
export class MachineReads implements MachineReader {
  /** The folders with random names that were made in this pass, in order. */
  readonly folders: string[] = []
  readonly #ledger: ReadLedger
  readonly #kept: KeptReads

  readonly #isReplay: boolean

  constructor(ledger: ReadLedger, kept: KeptReads, { isReplay }: { isReplay: boolean }) {
    this.#isReplay = isReplay
    this.#ledger = ledger
    this.#kept = kept
  }

  place(dimension: 'timezone' | 'locale' | 'environment', how: string, below: Reader): boolean {
    const ledger = this.#ledger
    if (ledger.isOver) return false
    const site = ledger.ownSiteOf(below)
    // A read that an SDK makes for itself is no place in the user's code. Its texts follow the zone
    // and the locale all the same.
    if (!site)
      return (
        dimension !== 'environment' &&
        ledger.varies(dimension) &&
        ledger.perturbation!.only === undefined
      )
    ledger.reads.push({ how, dimension, source: site.source })
    return ledger.isOther(dimension, site)
  }

  reading<T>(how: string, below: Reader, real: () => T): T {
    const site = this.#ledger.ownSiteOf(below)
    if (!site) return real()
    this.#ledger.reads.push({ how, dimension: 'environment', source: site.source })
    const key = `${how} ${site.file}:${site.function}`
    return this.#kept.next<T>(key, (before, turn) => {
      const value = before ? before.value : real()
      if (!this.#ledger.isOther('environment', site)) return value
      const { seed } = this.#ledger.perturbation!
      return otherNumbers(value, seededRandom(`${seed} ${key} ${turn}`))
    })
  }

  given(how: string, below: Reader, value: string): void {
    const site = this.#isReplay ? this.#ledger.ownSiteOf(below) : null
    if (site) this.#ledger.reads.push({ how, dimension: 'environment', source: site.source, value })
  }

  made(how: string, below: Reader): (path: unknown) => void {
    const site = this.#isReplay ? this.#ledger.ownSiteOf(below) : null
    return (path) => {
      if (typeof path === 'string') this.folders.push(path)
      if (!site || typeof path !== 'string') return
      const value = path.slice(-DRAWN)
      this.#ledger.reads.push({ how, dimension: 'environment', source: site.source, value })
    }
  }
}
