import os from 'node:os'
import { otherOrder } from '../../core/analysis/determinism/other-order.ts'
import { seededRandom } from '../../core/seeded-random.ts'
import { bypassing, type Machine } from '../context/scope.ts'
import { linkFolder } from '../../storage/link-folder.ts'

const { tmpdir } = os
/**
 * Above Linux's range, and odd, as those of Windows never are: a signal to it reaches no process.
 */
const LEAST_PID = 4_200_001

/**
 * The simulated machine of a perturbed replay: another name, user, process and temporary folder.
 */
export class OtherMachine implements Machine {
  readonly #seed: number
  #temporary: ReturnType<typeof linkFolder> | null = null

  constructor(seed: number) {
    this.#seed = seed
  }

  pid(real: number): number {
    return LEAST_PID + 2 * Math.floor(this.#random(`pid ${real}`)() * 1e6)
  }

  name(kind: 'host' | 'user'): string {
    return `${kind}-${Math.floor(this.#random(kind)() * 0xfffff)
      .toString(16)
      .padStart(5, '0')}`
  }

  /** The real folder under another name, as its contents would exist on another machine too. */
  temporaryFolder(): string {
    // It is not the run that makes it.
    this.#temporary ??= bypassing(() => linkFolder(tmpdir()))
    return this.#temporary.path
  }

  /** Replaces the digits of a text by others of the same kind and number. */
  text(value: string): string {
    const random = this.#random(value)
    return value.replace(/\d/g, (digit, at: number) => {
      const other = (Number(digit) + 1 + Math.floor(random() * 9)) % 10
      return String(at === 0 && other === 0 ? (Number(digit) % 9) + 1 : other)
    })
  }

  /** Reorders the entries of a folder; in a tree, the entries of a folder stay behind it. */
  order<T>(entries: readonly T[], folderOf: (entry: T) => string): T[] {
    const folders = new Map<string, number[]>()
    for (const [at, entry] of entries.entries()) {
      const folder = folderOf(entry)
      folders.set(folder, [...(folders.get(folder) ?? []), at])
    }
    const ordered = [...entries]
    for (const [folder, places] of folders) {
      const others = otherOrder(places, this.#seed, this.#random(`order ${folder}`))
      for (const [turn, at] of places.entries()) ordered[at] = entries[others[turn]!]!
    }
    return ordered
  }

  /** Ends the simulation with its replay. */
  close(): void {
    this.#temporary?.remove()
  }

  #random(text: string): () => number {
    return seededRandom(`${this.#seed} machine ${text}`)
  }
}

/** Returns the value with other numbers in it, in proportion; whole ones stay whole. */
export function otherNumbers<T>(value: T, random: () => number): T {
  const other = (each: unknown): unknown => {
    if (typeof each === 'number') {
      const more = each * (1.05 + random() / 2)
      return Number.isInteger(each) ? Math.floor(more) + 1 : more
    }
    if (Array.isArray(each)) return each.map(other)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([name, own]) => [name, other(own)]))
  }
  return other(value) as T
}
