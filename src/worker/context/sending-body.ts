import { concatBytes } from '../../core/bytes.ts'
import { RawBody } from '../../core/cassette/raw-body.ts'

/** The body of a request on its way out, and how far it was when its answer came. */
export class SendingBody {
  /** Nothing more of it will be sent. */
  isWhole = false
  readonly #parts: Uint8Array[] = []
  #length = 0
  #given: RawBody | undefined
  readonly #early: Array<[received: number, sent: number | null]> = []
  #received = 0

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice())
    this.#length += bytes.length
  }

  /** Takes a body that is there as a whole, in the form that the client handed over. */
  take(body: RawBody): void {
    this.#given = body
    this.isWhole = true
  }

  /** Notes that the answer goes on, by so many bytes. */
  answered(bytes: number): void {
    const [, before] = this.#early.at(-1) ?? []
    const sent = this.isWhole ? null : this.#length
    if (before === undefined ? sent !== null : before !== null && before !== sent)
      this.#early.push([this.#received, sent])
    this.#received += bytes
  }

  /** See `RecordedResponse`; absent where the answer came after the body. */
  get early(): Array<[number, number | null]> | undefined {
    return this.#early.length > 0 ? this.#early : undefined
  }

  get body(): RawBody {
    return this.#given ?? new RawBody(concatBytes(this.#parts))
  }

  /** The bytes that were sent of one that did not end. */
  get unfinished(): number | undefined {
    return this.isWhole ? undefined : this.#length
  }
}
