import { normalizeBoundary } from '../core/cassette/body.ts'
import { RawBody } from '../core/cassette/raw-body.ts'
import type { Cassette, RecordedAction } from '../core/cassette/schema.ts'
import { ReplayError } from '../core/errors.ts'
import { compareRequests } from '../core/divergence/differences/request-difference.ts'
import { createAnswerBook, type AnswerBook } from '../core/matching/answer-book.ts'
import { askedOf } from '../core/matching/asked-of.ts'
import { comparedHeaders, type HeaderSelection } from '../core/matching/compared-headers.ts'
import { canonicalUrl } from '../core/matching/canonical-url.ts'
import { MessagePool } from '../core/matching/conversation.ts'
import { levelRequest } from '../core/matching/level-request.ts'
import type { RuleSet } from '../core/matching/match-rules.ts'
import { canonicalRaw, operationOf, type Matchable } from '../core/matching/matchable.ts'
import { outcomeTexts } from '../core/matching/outcome-texts.ts'
import { messageOf, renameAnswer } from '../core/matching/rename-answer.ts'
import type { VolatileMemory } from '../core/matching/volatile-values.ts'
import { volatileShape } from '../core/matching/volatile-shape.ts'
import type { Redactor } from '../core/redaction/index.ts'
import { classify, describeRequest, withContentType } from '../core/replay/describe-request.ts'
import { replayMemory } from '../core/replay/replay-memory.ts'
import { describeDifference } from '../core/words/text-diff.ts'

/** A request that reached a handler. */
export interface AskedRequest {
  method: string
  url: string
  headers: Array<[name: string, value: string]>
  body: Uint8Array
}

/**
 * The answer of a recording to a request.
 *
 * - `served`: the recorded action, with the ids of this use.
 * - `unrecorded`: it has no answer to this request; `reason` names the request and the nearest action.
 */
export type RecordedAnswer =
  { kind: 'served'; action: RecordedAction } | { kind: 'unrecorded'; reason: string }

/** The requests of one cassette, each of which answers once, in the recorded order where several are equal. */
export class RecordedAnswers {
  readonly #actions: Map<number, RecordedAction>
  readonly #asked = new Map<number, Matchable>()
  readonly #name: string
  readonly #headers: HeaderSelection
  readonly #redactor: Redactor
  readonly #rules: RuleSet
  readonly #memory: VolatileMemory
  readonly #book: AnswerBook
  #askers = 0

  constructor(
    cassette: Cassette,
    options: { redactor: Redactor; rules: RuleSet; headers: readonly string[] },
  ) {
    const { header, end } = cassette
    this.#redactor = options.redactor
    this.#rules = options.rules
    this.#headers = {
      optedIn: options.headers,
      table: header.headerTable,
      varying: end?.varyingHeaders ?? [],
    }
    const actions = cassette.actions.filter(({ request }) => request !== undefined)
    if (actions.length === 0) throw withoutRequests(header.name)
    this.#name = header.name
    this.#actions = new Map(actions.map((action) => [action.index, action]))
    const entries = actions.map((action) => {
      const stored = askedOf(action, this.#headers).asked
      const asked = this.#rules.request(action.name, stored)
      this.#asked.set(action.index, asked)
      return { index: action.index, operation: operationOfAsked(asked), asked }
    })
    const memory = replayMemory(cassette, {}, { kind: 'replay' })
    this.#memory = memory
    this.#book = createAnswerBook(entries, {
      reduce: this.#level,
      volatile: {
        explain: (before, now) => memory.explain(this.#level(before), this.#level(now)),
        shapeOf: (operation, request) => volatileShape(operation, this.#level(request)),
      },
    })
  }

  /** Finds the answer to a request and consumes it: only to one that is the recorded one does anything answer. */
  answer(sent: AskedRequest): RecordedAnswer {
    const asked = this.#read(sent)
    const found = this.#book.takeEqual(operationOfAsked(asked), asked, this.#askers++)
    if (found.kind !== 'equal' && found.kind !== 'volatile')
      return { kind: 'unrecorded', reason: this.#explain(sent, asked) }
    const recorded = this.#actions.get(found.index)!
    this.#memory.known.addSame(() => outcomeTexts(recorded))
    const message = messageOf(this.#asked.get(found.index)!.body, asked.body)
    return {
      kind: 'served',
      action: renameAnswer(recorded, { ids: this.#memory.renamed, message }),
    }
  }

  /** The recorded actions that have answered nothing yet. */
  unserved(): RecordedAction[] {
    return this.#book.unserved().map((index) => this.#actions.get(index)!)
  }

  readonly #level = (request: Matchable): Matchable => levelRequest(request, this.#redactor)

  #read(sent: AskedRequest): Matchable {
    const raw = new RawBody(sent.body)
    const type = sent.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
    const fixed = normalizeBoundary(raw, type)
    const headers = withContentType(sent, fixed.contentType)
    const request: Matchable = {
      method: sent.method.toUpperCase(),
      url: canonicalUrl(this.#redactor.url(sent.url)),
      headers: comparedHeaders(this.#redactor.headers(headers, 'request'), this.#headers),
      body: canonicalRaw(fixed.raw),
    }
    return this.#rules.isEmpty ? request : this.#rules.request(this.#nameOf(sent, raw), request)
  }

  #nameOf(sent: AskedRequest, raw: RawBody): string {
    const described = describeRequest(sent, raw, this.#redactor)
    return this.#redactor.url(classify({ ...described, url: sent.url }).name)
  }

  #explain(sent: AskedRequest, asked: Matchable): string {
    const call = `${asked.method} ${this.#redactor.url(sent.url)}`
    const operation = operationOfAsked(asked)
    const left = this.unserved().filter(
      ({ index }) => operationOfAsked(this.#asked.get(index)!) === operation,
    )
    const missing = `${call} is not in the cassette of "${this.#name}"`
    const [nearest] = left
    if (!nearest) return `${missing}, or was answered as often as it was recorded`
    const before = this.#level(this.#asked.get(nearest.index)!)
    const paths = compareRequests(before, this.#level(asked), new MessagePool())
      .flatMap(({ differences }) => differences)
      .slice(0, 2)
      .map(describeDifference)
    return `${missing}; the next recorded action is ${nearest.index} (${nearest.name}), which differs in ${paths.join(', ')}`
  }
}

const operationOfAsked = ({ method, url, headers }: Matchable): string =>
  operationOf(method, url, headers)

function withoutRequests(name: string): ReplayError {
  return new ReplayError('CASSETTE_INVALID', {
    attempted: `Failed to make request handlers of the cassette of "${name}"`,
    reason: 'it holds no HTTP request',
    remedy: 'Give it the cassette of a run that asks a model or another service over HTTP',
  })
}
