import type { Cassette } from '../cassette/schema.ts'
import { seededRandom } from '../seeded-random.ts'
import type { Trial } from './choose-trials.ts'
import { injectFault } from './inject-fault.ts'
import type { Pace } from './pace.ts'

/** Several faults in one run. */
export interface CombinedTrial {
  parts: readonly Trial[]
  cassette: Cassette
  /** The indices of the actions that are faults, of each part. */
  faults: ReadonlyArray<ReadonlySet<number>>
  /** The paces of those that come late, by their indices. */
  paces: ReadonlyMap<number, Pace>
}

/** Draws combinations of trials, the same for the same seed, each once. */
export function drawCombinations(
  trials: readonly Trial[],
  { of, runs, seed }: { of: number; runs: number; seed: number },
): Trial[][] {
  const random = seededRandom(`faults ${seed}`)
  const drawn = new Map<string, Trial[]>()
  // Few trials have few combinations: in the end, none that is drawn is new.
  for (let turn = 0; turn < runs * 10 && drawn.size < runs; turn++) {
    const left = [...trials]
    const chosen: Trial[] = []
    while (chosen.length < of && left.length > 0)
      chosen.push(...left.splice(Math.floor(random() * left.length), 1))
    chosen.sort((a, b) => trials.indexOf(a) - trials.indexOf(b))
    if (chosen.length === of) drawn.set(combinationKey(chosen), chosen)
  }
  return [...drawn.values()]
}

/** A text that is the same for the same faults at the same actions. */
export function combinationKey(parts: readonly Trial[]): string {
  return parts.map(({ fault, target }) => `${JSON.stringify(fault)} ${target.index}`).join(', ')
}

/** Puts several faults into one recording; two at one action come one after the other. */
export function combineTrials(cassette: Cassette, parts: readonly Trial[]): CombinedTrial {
  const faults: Array<ReadonlySet<number>> = []
  const paces = new Map<number, Pace>()
  let combined = cassette
  for (const { fault, target } of parts) {
    const injected = injectFault(combined, target, fault)!
    combined = injected.cassette
    faults.push(injected.faults)
    if (injected.pace) for (const index of injected.faults) paces.set(index, injected.pace)
  }
  return { parts, cassette: combined, faults, paces }
}

/** Leaves out faults one by one, as long as the rest still fails: what is left fails only together. */
export async function shrinkTrials(
  parts: readonly Trial[],
  fails: (parts: readonly Trial[]) => Promise<boolean>,
): Promise<readonly Trial[]> {
  for (const part of parts) {
    if (parts.length === 1) break
    const fewer = parts.filter((other) => other !== part)
    if (await fails(fewer)) return shrinkTrials(fewer, fails)
  }
  return parts
}
