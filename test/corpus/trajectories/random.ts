import { createHash } from 'node:crypto'

/** Picks that depend on a seed alone. */
export interface Random {
  /** A whole number below `limit`. */
  below(limit: number): number
  pick<Item>(items: ReadonlyArray<Item>): Item
}

/** Random numbers of a seed, from a hash over it and a counter. */
export function createRandom(seed: string): Random {
  let count = 0
  const below = (limit: number) => {
    const hash = createHash('sha1').update(`${seed}:${count++}`).digest()
    return hash.readUIntBE(0, 6) % limit
  }
  return { below, pick: (items) => items[below(items.length)]! }
}
