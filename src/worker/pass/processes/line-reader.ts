const NEWLINE = 10

/** Cuts bytes into lines. */
export class LineReader {
  readonly #begun: Uint8Array[] = []

  /** Returns the lines that have come to their ends, each with its newline; no bytes end the last one. */
  read(bytes: Uint8Array): Buffer[] {
    if (bytes.length === 0) return this.#begun.length > 0 ? [this.#take()] : []
    const lines: Buffer[] = []
    let from = 0
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      this.#begun.push(bytes.slice(from, at + 1))
      from = at + 1
      lines.push(this.#take())
    }
    if (from < bytes.length) this.#begun.push(bytes.slice(from))
    return lines
  }

  #take(): Buffer {
    return Buffer.concat(this.#begun.splice(0))
  }
}
