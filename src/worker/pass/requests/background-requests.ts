import type { ReadJson } from '../../../core/cassette/body.ts'
import type { RawBody } from '../../../core/cassette/raw-body.ts'
import { canonicalRaw } from '../../../core/matching/matchable.ts'
import { blockedAnswer } from '../../../core/replay/blocked-answer.ts'
import type { ReadCall } from '../../context/broken-body.ts'
import type { HttpCall, HttpVerdict } from '../../context/http-call.ts'
import { followsLongTimer } from '../../context/long-timers.ts'
import type { PassLedger } from '../pass-ledger.ts'
import { replayResponse } from '../replay-response.ts'
import { SentRequest } from '../sent-request.ts'

type WithBody = Pick<ReadCall, 'call' | 'body'>

interface Parts {
  readJson: ReadJson
  /** Returns `true` for a request that a recorded action waits for. */
  awaits(call: HttpCall, body: RawBody): boolean
}

/** The requests of a replay that go on whatever the agent does. They are no actions. */
export class BackgroundRequests {
  readonly #ledger: PassLedger
  readonly #parts: Parts

  constructor(ledger: PassLedger, parts: Parts) {
    this.#ledger = ledger
    this.#parts = parts
  }

  /** Returns `true` for a request of the background, which no recorded action waits for. */
  knows({ call, body }: WithBody): boolean {
    const { background } = this.#ledger.options
    const isLate = this.#mayBeUnseen()
    if (!background && !isLate) return false
    const request = this.#read(call, body)
    if (background?.knows(request.operation)) return !this.#parts.awaits(call, body)
    return isLate && this.#isUnseen(request)
  }

  /** Returns `true` where a request may be one of the background, if only because recording did not wait for it. */
  mayKnow(): boolean {
    return this.#ledger.options.background !== undefined || this.#mayBeUnseen()
  }

  /** In the verification that hurries intervals, theirs may be requests that the recording was too short for. */
  get #isHurried(): boolean {
    return this.#ledger.options.intervals.areHurried
  }

  #mayBeUnseen(): boolean {
    return this.#ledger.options.plan === 'replay' && (this.#isHurried || followsLongTimer())
  }

  /** A poller whose period is longer than a recording waits: the agent never made such a request. */
  #isUnseen({ operation, identity }: SentRequest): boolean {
    return identity.type !== 'llm' && !this.#ledger.options.player!.hasOperation(operation)
  }

  /** Answers a request of the background: as it was recorded, or with an error of our own. It is never live. */
  answer({ call, body }: WithBody): HttpVerdict | undefined {
    if (!this.knows({ call, body })) return undefined
    const { background, withholding, headers, player } = this.#ledger.options
    const request = this.#read(call, body)
    this.#ledger.policy.countQuiet(request.operation, `${call.method} ${call.url}`)
    const head = request.head(headers)
    const asked = { ...head, body: canonicalRaw(request.content, head.headers) }
    const equal = background?.find(request.operation, asked)
    if (!equal && background?.hasContent(request.operation))
      player?.headerNotes.unseen.noteBackground(request.identity.name)
    const found = withholding?.state === 'withheld' ? undefined : equal
    const refused = `${request.operation} goes on in the background, and is never live in a replay`
    const response = found?.response
      ? replayResponse(found.response, request)
      : blockedAnswer(call.url, refused)
    return { kind: 'respond', body, response }
  }

  #read(call: HttpCall, body: RawBody): SentRequest {
    return new SentRequest(call, body, this.#ledger.options.redactor, this.#parts.readJson)
  }
}
