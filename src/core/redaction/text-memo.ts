const SHORTEST = 64
const CAPACITY = 8_000_000
const ALIKE = 8
/** The most addresses and credentials that are remembered: an agent sends the same ones again. */
const MOST_SHORT = 500

/**
 * Remembers what became of long texts: a conversation sends the same ones with every turn.
 *
 * @note Kept by a fingerprint, not by the text: V8 would hash each text anew (500 MB/s), comparing runs at 10 GB/s.
 */
export class TextMemo {
  readonly #entries = new Map<number, Array<{ text: string; result: string }>>()
  #size = 0

  get(text: string): string | undefined {
    if (text.length < SHORTEST) return undefined
    const entries = this.#entries.get(fingerprint(text))
    if (entries) for (const entry of entries) if (entry.text === text) return entry.result
    return undefined
  }

  set(text: string, result: string): void {
    const { length } = text
    if (length < SHORTEST || length > CAPACITY / 4) return
    if (this.#size + length > CAPACITY) {
      this.#entries.clear()
      this.#size = 0
    }
    const print = fingerprint(text)
    const entries = this.#entries.get(print) ?? []
    if (entries.length === ALIKE) entries.shift()
    else this.#size += length
    entries.push({ text, result })
    this.#entries.set(print, entries)
  }
}

/** A number made of the length and nine characters spread over the text. */
function fingerprint(text: string): number {
  const step = text.length >>> 3
  let print = text.length
  for (let i = text.length - 1; i >= 0; i -= step) print = (print * 31 + text.charCodeAt(i)) | 0
  return print
}

/** Remembers what became of short texts. */
export class ShortMemo {
  readonly #results = new Map<string, string>()

  /** Returns what is remembered, or reads it. */
  read(key: string, read: () => string): string {
    const result = this.#results.get(key) ?? read()
    if (this.#results.size === MOST_SHORT) this.#results.clear()
    this.#results.set(key, result)
    return result
  }

  clear(): void {
    this.#results.clear()
  }
}

/** Remembers what was found the first time that it was asked for. */
export function onFirst<Result>(find: (text: string) => Result): (text: string) => Result {
  const found = new Map<string, Result>()
  return (text) => {
    if (!found.has(text)) found.set(text, find(text))
    return found.get(text)!
  }
}
