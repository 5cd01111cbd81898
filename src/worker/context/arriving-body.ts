import { concatBytes } from '../../core/bytes.ts'
import type { RawBody } from '../../core/cassette/raw-body.ts'
import { readAsFar, type BrokenBody } from './broken-body.ts'
import type { HttpCall } from './http-call.ts'
import { workerState } from './scope.ts'
import { nextTurn } from './timers.ts'

/** Milliseconds without anything new after which more of a body is not waited for. */
const PATIENCE = 1000

/** The body of a request while it arrives. */
export class ArrivingBody {
  /** Resolves when all of it is there, or as much as there was before it failed. */
  readonly whole: Promise<{ body: RawBody; broken?: BrokenBody }>
  /** All of it; absent until it is there. */
  end: { body: RawBody; broken?: BrokenBody } | undefined
  readonly #parts: Uint8Array[] = []
  #length = 0
  readonly #waiting = new Set<() => void>()

  constructor(call: Pick<HttpCall, 'readBody'>) {
    const readBody = () =>
      call.readBody((bytes) => {
        this.#parts.push(bytes.slice())
        this.#length += bytes.length
        this.#wake()
      })
    this.whole = readAsFar({ readBody }).then((end) => {
      this.end = end
      this.#wake()
      return end
    })
  }

  /** The part of it that has arrived. */
  get sent(): Uint8Array {
    return this.end ? this.end.body.bytes : concatBytes(this.#parts)
  }

  /** Resolves when so many bytes have arrived, or all: the last where it is `null`. A client that sends no more is not waited for. */
  async until(length: number | null): Promise<void> {
    await nextTurn()
    const isThere = () => this.end !== undefined || (length !== null && this.#length >= length)
    while (!isThere()) if ((await this.#change()) === 'quiet') return
  }

  /** Resolves when all of it is there, or when nothing new has come for a while: its client waits for an answer. */
  async wholeOrQuiet(): Promise<void> {
    await Promise.race([this.whole, this.until(null)])
  }

  /**
   * Yields its pieces, those that are there first.
   *
   * @throws The client's error, where the body fails.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    let at = 0
    for (;;) {
      while (at < this.#parts.length) yield this.#parts[at++]!
      if (this.end?.broken) throw this.end.broken.cause
      if (this.end) return
      await this.#change()
    }
  }

  #change(): Promise<'changed' | 'quiet'> {
    return new Promise((resolve) => {
      const changed = () => {
        timer.close()
        resolve('changed')
      }
      const quiet = () => {
        this.#waiting.delete(changed)
        resolve('quiet')
      }
      const timer = workerState.setTimeout(quiet, PATIENCE)
      this.#waiting.add(changed)
    })
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }
}
