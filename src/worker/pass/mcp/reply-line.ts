import type { JsonValue } from '../../../core/json.ts'

/** The responses to one line of a client: each is a line of its own, or those to a batch are one. */
export class ReplyLine {
  readonly #isBatch: boolean
  readonly #say: (message: JsonValue) => void
  readonly #messages: JsonValue[] = []
  #expected = 0
  #isClosed = false

  constructor(isBatch: boolean, say: (message: JsonValue) => void) {
    this.#isBatch = isBatch
    this.#say = say
  }

  /** One more response is to come. */
  expect(): void {
    this.#expected++
  }

  /** One response less is to come. */
  drop(): void {
    this.#expected--
    this.#flush()
  }

  /** @param isBatched The recorded server answered the batch by one line. */
  add(message: JsonValue, isBatched = true): void {
    if (this.#isBatch && isBatched) this.#messages.push(message)
    else {
      this.#expected--
      this.#say(message)
    }
    this.#flush()
  }

  /** The whole line was read. */
  close(): void {
    this.#isClosed = true
    this.#flush()
  }

  #flush(): void {
    if (!this.#isClosed || this.#messages.length === 0) return
    if (this.#messages.length >= this.#expected) this.#say(this.#messages.splice(0))
  }
}
