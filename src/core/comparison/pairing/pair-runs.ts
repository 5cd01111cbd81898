import { findRenamed } from './find-renamed.ts'
import type { ReleaseRun } from '../runs/performed-run.ts'

/** A run on both sides of a comparison, or what one side alone has. */
export interface RunPair {
  readonly base: ReleaseRun | null
  readonly head: ReleaseRun | null
  /** The run's cassette is another one on the base's side. */
  readonly renamed: boolean
  /** The head's name of a test that was renamed without its recording. */
  readonly renamedTo?: string
}

/**
 * Pairs the runs of two releases: by project and cassette, then by test, then what was renamed by what it holds. Pairs
 * stand in the order of the head; what only the base has comes last.
 */
export function pairRuns(base: readonly ReleaseRun[], head: readonly ReleaseRun[]): RunPair[] {
  const pairing = new Pairing(base, head)
  pairing.join(({ identity: { project, cassette, file, fullName } }) =>
    JSON.stringify([project, cassette, file, fullName]),
  )
  pairing.join(({ identity: { project, cassette } }) => JSON.stringify([project, cassette]))
  pairing.joinStored()
  pairing.join(({ identity: { project, file, fullName } }) =>
    JSON.stringify([project, file, fullName]),
  )
  for (const [before, now] of findRenamed(pairing.freeBase(), pairing.freeHead()))
    pairing.pair(before, now)
  return pairing.pairs()
}

/** Which run of the base each of the head's is paired with. */
class Pairing {
  readonly #base: readonly ReleaseRun[]
  readonly #head: readonly ReleaseRun[]
  /** A cassette that stands for several projects' runs has several. */
  readonly #ofHead = new Map<ReleaseRun, ReleaseRun[]>()
  readonly #taken = new Set<ReleaseRun>()

  constructor(base: readonly ReleaseRun[], head: readonly ReleaseRun[]) {
    this.#base = base
    this.#head = head
  }

  /** Pairs what has the same key, where no other of its side has it. */
  join(keyOf: (run: ReleaseRun) => string): void {
    const [left, right] = [groupBy(this.freeBase(), keyOf), groupBy(this.freeHead(), keyOf)]
    for (const [key, runs] of right) {
      const others = left.get(key)
      if (runs.length === 1 && others?.length === 1) this.pair(others[0]!, runs[0]!)
    }
  }

  /** A cassette does not say which project it is of: one that stands alone is that of each project's run. */
  joinStored(): void {
    const isAnywhere = ({ identity }: ReleaseRun) => identity.project === ''
    const cassetteOf = ({ identity }: ReleaseRun) => identity.cassette
    const stored = groupBy(this.freeBase().filter(isAnywhere), cassetteOf)
    for (const run of this.freeHead()) {
      const others = stored.get(cassetteOf(run))
      if (others?.length === 1 && this.#isFree(others[0]!)) this.pair(others[0]!, run)
    }
    const now = groupBy(this.freeHead().filter(isAnywhere), cassetteOf)
    for (const run of this.freeBase()) {
      const others = now.get(cassetteOf(run))
      if (others?.length === 1 && this.#isFree(others[0]!)) this.pair(run, others[0]!)
    }
  }

  /** A run from a report is one test's, in one project. */
  #isFree(run: ReleaseRun): boolean {
    return run.isStored === true || !(this.#taken.has(run) || this.#ofHead.has(run))
  }

  freeBase(): ReleaseRun[] {
    return this.#base.filter((run) => !this.#taken.has(run))
  }

  freeHead(): ReleaseRun[] {
    return this.#head.filter((run) => !this.#ofHead.has(run))
  }

  pair(base: ReleaseRun, head: ReleaseRun): void {
    this.#ofHead.set(head, [...(this.#ofHead.get(head) ?? []), base])
    this.#taken.add(base)
  }

  pairs(): RunPair[] {
    return [
      ...this.#head.flatMap((head) =>
        (this.#ofHead.get(head) ?? [null]).map((base): RunPair => {
          const renamed = base !== null && base.identity.cassette !== head.identity.cassette
          return { base, head, renamed }
        }),
      ),
      ...this.freeBase().map((base): RunPair => ({ base, head: null, renamed: false })),
    ]
  }
}

function groupBy(
  runs: readonly ReleaseRun[],
  keyOf: (run: ReleaseRun) => string,
): Map<string, ReleaseRun[]> {
  const groups = new Map<string, ReleaseRun[]>()
  for (const run of runs) {
    const key = keyOf(run)
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return groups
}
