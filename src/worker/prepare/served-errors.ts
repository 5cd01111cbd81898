import type { ErrorBook } from '../../core/cassette/value.ts'
import { isErrorClasses } from '../../core/checks/predicates.ts'
import type { ErrorClass, RunOptions } from '../../core/options/run-options.ts'

/** The classes that recorded errors are thrown again as: those that the test names, and those that modules of its actions export. */
export class ServedErrors implements ErrorBook {
  /** Names of classes that were not found: `instanceof` does not hold for their errors. */
  readonly missed = new Set<string>()
  readonly #classes = new Map<string, ErrorClass>()

  constructor({ errors = [], actions = {} }: Pick<RunOptions, 'errors' | 'actions'>) {
    const holders = Object.values(actions).map((target) =>
      Array.isArray(target) ? (target as unknown[])[0] : target,
    )
    for (const one of [...holders.flatMap(classesIn), ...errors]) this.#classes.set(one.name, one)
  }

  /** The same, for errors of clients, whose classes are nobody's to name. */
  readonly quiet: ErrorBook = { find: (name) => this.#classes.get(name) }

  find(name: string): ErrorClass | undefined {
    const found = this.#classes.get(name)
    if (!found) this.missed.add(name)
    return found
  }
}

function classesIn(holder: unknown): ErrorClass[] {
  if (typeof holder !== 'object' || holder === null) return []
  return Object.values(Object.getOwnPropertyDescriptors(holder))
    .map(({ value }) => value as unknown)
    .filter((value): value is ErrorClass => isErrorClasses([value]))
}
