import type { Dimension } from '../../core/analysis/determinism/dimensions.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import { spreadRandom } from '../../core/seeded-random.ts'
import { findReadSite, type LibraryRead, type ReadSite } from './read-site.ts'

/** The perturbation of a replay. */
export interface Perturbation {
  seed: number
  dimensions: ReadonlySet<Dimension>
  /** Only reads at this place get other values (`file:line:column`). */
  only?: string
  /**
   * The readers that get other values: the user's code, or the SDKs that it calls. Both where
   * absent.
   */
  readers?: Readers
}
export type Readers = 'own' | 'libraries'

/** A read by the user's code. They are listed in the order they were made. */
export interface EnvironmentRead {
  /** The read as written in code. */
  how: string
  dimension: 'clock' | 'random' | 'uuid' | 'timezone' | 'locale' | 'environment'
  source: SourceLocation | null
  /** `true` if an SDK reads for itself, called by the user's code. */
  isOfLibrary?: boolean
  /** The value, where it is new each time and cannot be replayed. */
  value?: string
}

export type Reader = (...args: never[]) => unknown

/**
 * The reads of one pass over an agent, each with its source line, and the choice of reads that get
 * another value.
 */
export class ReadLedger {
  readonly reads: EnvironmentRead[] = []
  readonly perturbation: Perturbation | null
  /** `true` after the pass: later reads get real values. */
  isOver = false
  readonly #root: string
  readonly #known = new Map<string, ReadSite>()

  constructor(root: string, perturbation: Perturbation | null) {
    this.#root = root
    this.perturbation = perturbation
  }

  /** The place in the user's code that reads or asks an SDK for a value, or the SDK that reads for itself; `null` for neither. */
  siteOf(below: Reader): ReadSite | LibraryRead | 'scheduler' | null {
    return this.isOver ? null : findReadSite(below, this.#root, this.#known)
  }

  /** The same for a read that SDKs only make for their own purposes: without their reads. */
  ownSiteOf(below: Reader): ReadSite | null {
    const site = this.siteOf(below)
    return site && site !== 'scheduler' && !('isOwn' in site) && site.library === null ? site : null
  }

  /** Random values of this perturbation for one turn of a place. */
  spread(key: string, turn: number): () => number {
    return spreadRandom(this.perturbation!.seed, `${key} ${turn}`, turn)
  }

  varies(dimension: Dimension): boolean {
    return this.perturbation?.dimensions.has(dimension) ?? false
  }

  isOther(dimension: Dimension, { source, library }: ReadSite): boolean {
    if (!this.varies(dimension)) return false
    const { only, readers } = this.perturbation!
    if (readers !== undefined && (readers === 'libraries') !== (library !== null)) return false
    return only === undefined || (source !== null && only === placeOf(source))
  }
}

/** Formats a place as `file:line:column`. */
export function placeOf({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column ?? 0}`
}
