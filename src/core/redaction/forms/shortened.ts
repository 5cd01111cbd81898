const MARK = '…'
/** Fewer characters of a key could be those that keys have in common. */
const SHORTEST = 16
const LONGEST = 200
/** Of the secrets that begin alike, as tokens of one service do. */
const MOST_ALIKE = 16
const WORD = /[A-Za-z0-9]/
const LAST_WORD = /[\w.~+/=-]*$/

interface Known {
  kind: string
  secret: string
  form: string
}

/** Finds the beginnings of secrets that a message has shortened, as assertions do with long texts: `'ghp_YdfB6544mAAGUQ6v9e8…'`. */
export class Beginnings<Secret extends Known> {
  readonly #alike = new Map<string, Secret[]>()
  readonly #read = new WeakMap<readonly Secret[], number>()
  readonly #kindOf: (text: string) => string | undefined

  /** @param kindOf The kind of a token that a text begins like, for those that were not met as a whole. */
  constructor(kindOf: (text: string) => string | undefined) {
    this.#kindOf = kindOf
  }

  /** Calls back with each beginning. The lists of known secrets may grow from one call to the next. */
  find(
    text: string,
    lists: ReadonlyArray<readonly Secret[]>,
    onFound: (kind: string, secret: string, start: number, end: number) => void,
  ): void {
    let from = 0
    for (let end = text.indexOf(MARK); end !== -1; end = text.indexOf(MARK, from)) {
      for (const list of lists) this.#readFurther(list)
      const first = Math.max(from, end - LONGEST)
      const known = this.#knownIn(text, first, end)
      if (known) onFound(known.kind, known.secret, known.start, end)
      else {
        const word = LAST_WORD.exec(text.slice(first, end))![0]
        const kind = word.length < SHORTEST ? undefined : this.#kindOf(word)
        if (kind !== undefined) onFound(kind, word, end - word.length, end)
      }
      from = end + 1
    }
  }

  #knownIn(text: string, first: number, end: number) {
    for (let start = first; start <= end - SHORTEST; start++) {
      if (start > 0 && WORD.test(text[start - 1]!)) continue
      const alike = this.#alike.get(text.slice(start, start + SHORTEST))
      const beginning = alike && text.slice(start, end)
      const secret = alike?.find(({ form }) => form.startsWith(beginning!))
      if (secret) return { kind: secret.kind, secret: secret.secret, start }
    }
    return undefined
  }

  #readFurther(list: readonly Secret[]): void {
    for (let at = this.#read.get(list) ?? 0; at < list.length; at++) {
      const known = list[at]!
      if (known.form !== known.secret || known.form.length <= SHORTEST) continue
      const start = known.form.slice(0, SHORTEST)
      const alike = this.#alike.get(start)
      if (!alike) this.#alike.set(start, [known])
      else if (alike.length < MOST_ALIKE && alike.every(({ form }) => form !== known.form))
        alike.push(known)
    }
    this.#read.set(list, list.length)
  }
}
