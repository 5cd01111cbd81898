import { isLearnt } from '../learnt-secrets.ts'

const NUMBERLESS = /<redacted:([\w.-]+):0>/

/** A name of an action with one secret too easy to guess for a hash. */
interface GuessableName {
  kind: string
  before: string
  after: string
  /** The number of actions with this name: as many secrets may have stood in it. */
  count: number
  found: Set<string>
}

/** Returns `true` for a name that another secret in its place does not change. */
export function hidesInName(name: string): boolean {
  return NUMBERLESS.test(name)
}

/** The names of actions in which a secret stood that is too easy to guess for a hash, before the run named it. */
export class GuessableNames {
  readonly #names = new Map<string, GuessableName>()
  readonly #recorded: ReadonlySet<string>

  /** @param names Those of all actions, one for each. */
  constructor(names: readonly string[]) {
    this.#recorded = new Set(names)
    for (const name of names) {
      const match = NUMBERLESS.exec(name)
      if (!match) continue
      const after = name.slice(match.index + match[0].length)
      // Of two in one name it is not known where the first one ends.
      if (NUMBERLESS.test(after)) continue
      const known = this.#names.get(name)
      if (known) known.count++
      else
        this.#names.set(name, {
          kind: match[1]!,
          before: name.slice(0, match.index),
          after,
          count: 1,
          found: new Set(),
        })
    }
  }

  get size(): number {
    return this.#names.size
  }

  /** Replaces what looks drawn and stands in a name where the recording had such a secret. */
  replace(name: string, onFound: (kind: string, secret: string) => void): string {
    if (this.#names.size === 0 || this.#recorded.has(name)) return name
    for (const [recorded, { kind, before, after, count, found }] of this.#names) {
      if (name.length <= before.length + after.length) continue
      if (!name.startsWith(before) || !name.endsWith(after)) continue
      const secret = name.slice(before.length, name.length - after.length)
      if (!kind.startsWith('env-') && !isLearnt(secret)) continue
      if (!found.has(secret) && found.size >= count) continue
      found.add(secret)
      onFound(kind, secret)
      return recorded
    }
    return name
  }
}
