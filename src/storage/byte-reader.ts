/** Reads a stream of bytes line by line and length by length. */
export interface ByteReader {
  /** Reads up to the next line feed, which is dropped; `undefined` at the end. */
  line(): Promise<string | undefined>
  /** Reads this number of bytes; fewer where the stream ends before. */
  bytes(count: number): Promise<Buffer>
}

export function createByteReader(stream: AsyncIterable<Buffer>): ByteReader {
  const iterator = stream[Symbol.asyncIterator]()
  let pending: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const next = await iterator.next()
    if (next.done) return false
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value])
    return true
  }
  return {
    async line() {
      let at = pending.indexOf(0x0a)
      while (at === -1) {
        if (!(await more())) return undefined
        at = pending.indexOf(0x0a)
      }
      const text = pending.toString('utf8', 0, at)
      pending = pending.subarray(at + 1)
      return text
    },
    async bytes(count) {
      // Copied piece by piece: a large file comes in thousands of pieces.
      const whole = Buffer.allocUnsafe(count)
      let filled = 0
      while (filled < count) {
        if (pending.length === 0 && !(await more())) break
        const taken = pending.copy(whole, filled, 0, count - filled)
        filled += taken
        pending = pending.subarray(taken)
      }
      return whole.subarray(0, filled)
    },
  }
}
