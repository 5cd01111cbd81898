import { bodyBytes, type ReadJson } from '../../core/cassette/body.ts'
import { NO_BODY, RawBody } from '../../core/cassette/raw-body.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import { bytesEqual } from '../../core/bytes.ts'
import { ReplayError } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json.ts'
import { canonicalRaw } from '../../core/matching/matchable.ts'
import type { ArrivingBody } from '../context/arriving-body.ts'
import type { HttpCall } from '../context/http-call.ts'
import type { Answered } from './decision.ts'
import type { ObservedAction } from './observed-action.ts'
import type { PassLedger } from './pass-ledger.ts'
import { SentRequest } from './sent-request.ts'

/** So often a client is waited for that has sent the beginning of a recorded request. */
const WAITS = 5

/** A recorded action that began to answer, or was over, before its request was sent; and the body that was sent. */
export interface EarlyAction {
  recorded: RecordedAction
  body: JsonValue
}

/** The requests of a replay that are answered before their bodies are whole, as they were when they were recorded. */
export class EarlyAnswers {
  readonly #ledger: PassLedger
  readonly #readJson: ReadJson
  readonly #isAny: boolean
  /** Decides on those whose bodies have not ended. */
  readonly #open = new Set<() => void>()

  constructor(ledger: PassLedger, readJson: ReadJson) {
    const { plan, player } = ledger.options
    this.#ledger = ledger
    this.#readJson = readJson
    this.#isAny = plan !== 'record' && player?.recorded.some(isEarly) === true
  }

  /** Returns `true` for a request that may be answered before its body is whole. */
  mayAnswer(call: HttpCall): boolean {
    return this.#isAny && this.#left(call).some(({ recorded }) => isEarly(recorded))
  }

  /** Waits for as much of a body as it takes to recognise its request; `null` where all of it is needed. */
  async find(call: HttpCall, arriving: ArrivingBody): Promise<EarlyAction | null> {
    if (!this.mayAnswer(call)) return null
    for (const early of this.#left(call)) {
      if (!isEarly(early.recorded)) continue
      await arriving.until(neededBy(early.recorded))
      const isLeft = this.#left(call).some(({ recorded }) => recorded === early.recorded)
      if (isLeft && beginsAs(arriving.sent, early.recorded)) return early
    }
    // Outside of a replay, only an equal action answers.
    if (this.#ledger.options.plan !== 'replay') return null
    const left = this.#left(call)
    const isOnly = left.every(({ recorded }) => isEarly(recorded))
    const found = (isOnly && left[0]) || null
    return found && arriving.end && !isUnfinished(found.recorded) ? null : found
  }

  /** Waits for a body that goes out: until it is whole, or its client waits for an answer. It waits longer where the recording may have the answer. */
  async untilAwaited(call: HttpCall, arriving: ArrivingBody): Promise<void> {
    for (let wait = 0; wait < WAITS && !arriving.end; wait++) {
      await arriving.wholeOrQuiet()
      if (!this.#couldBeRecorded(call, arriving)) return
    }
  }

  #couldBeRecorded(call: HttpCall, { sent }: ArrivingBody): boolean {
    const { plan, player } = this.#ledger.options
    if (plan === 'replay' || !player) return false
    return this.#left(call).some(({ recorded }) =>
      isBeginning(sent, bodyBytes(recorded.request?.body)),
    )
  }

  #left(call: HttpCall): EarlyAction[] {
    const { operation } = this.#read(call, NO_BODY)
    return this.#ledger.options.player!.unservedOf((own) => own === operation)
  }

  #read(call: HttpCall, body: RawBody): SentRequest {
    return new SentRequest(call, body, this.#ledger.options.redactor, this.#readJson)
  }

  /** Decides again on what was served, once the body is whole. */
  review(action: ObservedAction, decision: Answered, call: HttpCall, arriving: ArrivingBody): void {
    const { player, headers } = this.#ledger.options
    const review = () => {
      if (!this.#open.delete(review)) return
      const request = this.#read(call, this.#comparable(decision.recorded, arriving))
      const head = request.head(headers)
      const body = this.#isCutShort(decision.recorded, request, arriving)
        ? decision.asked!.body
        : canonicalRaw(request.content, head.headers)
      const final = player!.review(decision, { ...head, body })
      const content = final.kind === 'equal' ? undefined : { request: request.described }
      this.#ledger.review(action, { decision: final, content })
      if (final.kind === 'mismatched') this.#refuseToExtend(action)
    }
    this.#open.add(review)
    void arriving.whole.then(review)
  }

  /** @note The answer is with the agent: neither can it be taken back, nor is it one to this request. */
  #refuseToExtend({ name }: ObservedAction): void {
    const { plan, runName } = this.#ledger.options
    if (plan === 'replay') return
    this.#ledger.failure ??= new ReplayError('RECORDING_DIVERGED', {
      attempted: `Failed to go on with the recording "${runName}"`,
      reason: `"${name}" was answered from its recording before its request body was complete, and the rest of the body differs`,
      remedy: 'Record the run anew, with VITEST_REPLAY=all',
    })
  }

  /** As much of what was sent as was recorded. */
  #comparable({ request }: RecordedAction, arriving: ArrivingBody): RawBody {
    const { sent } = arriving
    return new RawBody(request?.unfinished === undefined ? sent : sent.slice(0, request.unfinished))
  }

  /** Returns `true` where less was sent than was recorded, and the same: the answer was over before. */
  #isCutShort({ request }: RecordedAction, now: SentRequest, arriving: ArrivingBody): boolean {
    const isWhole = arriving.end && !arriving.end.broken && request?.unfinished === undefined
    return !isWhole && isBeginning(bodyBytes(now.described.body), bodyBytes(request?.body))
  }

  /** Decides on all that were served, by as much as they have sent. */
  close(): void {
    for (const review of this.#open) review()
  }
}

function isEarly({ request, response }: RecordedAction): boolean {
  return response?.early !== undefined || request?.unfinished !== undefined
}

function isUnfinished({ request }: RecordedAction): boolean {
  return request?.unfinished !== undefined
}

/** The bytes of a request that had been sent when its answer began, or failed. */
function neededBy({ request, response }: RecordedAction): number {
  return response?.early?.[0]?.[1] ?? request?.unfinished ?? 0
}

function beginsAs(sent: Uint8Array, recorded: RecordedAction): boolean {
  const before = bodyBytes(recorded.request?.body).slice(0, neededBy(recorded))
  return isBeginning(before, sent)
}

function isBeginning(part: Uint8Array, whole: Uint8Array): boolean {
  return part.length <= whole.length && bytesEqual(part, whole.subarray(0, part.length))
}
