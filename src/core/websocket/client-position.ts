import { stableJson } from '../stable-json.ts'
import type { JsonValue } from '../json.ts'

/** Counts how far a client has come in a recorded conversation, by what it says: it may leave something out, or add something. */
export class ClientPosition {
  readonly #recorded: readonly string[]
  #at = 0

  constructor(recorded: readonly JsonValue[]) {
    this.#recorded = recorded.map((content) => stableJson(content))
  }

  /** The recorded messages of the client that count as said. */
  get said(): number {
    return this.#at
  }

  /** Takes the client's next message. */
  hear(content: JsonValue): void {
    const text = stableJson(content)
    const next = this.#recorded.indexOf(text, this.#at)
    // Said out of turn: what it passed over does not come any more.
    this.#at = next === -1 ? this.#at + 1 : next + 1
  }

  /** The client says nothing any more: as if it had said the next one. */
  skip(): void {
    this.#at++
  }
}
