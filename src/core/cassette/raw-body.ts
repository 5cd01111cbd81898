import { utf8, utf8Text } from '../bytes.ts'

/**
 * A body as it is sent: bytes, or a text that is sent as UTF-8. The other form is made when it is asked for, and once.
 *
 * @note A client hands a long conversation over as a text with every turn: encoding and decoding it took longer than answering.
 */
export class RawBody {
  /** The form that the client handed over. */
  readonly given: Uint8Array | string
  #bytes: Uint8Array | undefined
  #text: string | null | undefined

  constructor(given: Uint8Array | string) {
    this.given = given
  }

  get isEmpty(): boolean {
    return this.given.length === 0
  }

  get bytes(): Uint8Array {
    return (this.#bytes ??= typeof this.given === 'string' ? utf8(this.given) : this.given)
  }

  /** The text that arrives; `undefined` where the bytes are not valid UTF-8. */
  get text(): string | undefined {
    if (this.#text === undefined) {
      const { given } = this
      // Half a surrogate pair is sent as U+FFFD.
      this.#text = typeof given === 'string' ? given.toWellFormed() : (utf8Text(given) ?? null)
    }
    return this.#text ?? undefined
  }
}

/** No body at all. */
export const NO_BODY = new RawBody('')
