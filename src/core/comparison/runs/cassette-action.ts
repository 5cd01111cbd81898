import type { RecordedAction } from '../../cassette/schema.ts'
import { LazyAction } from './performed-action.ts'
import type { ActionContent } from '../../report/action-codec/content.ts'
import { encodeError } from '../../report/action-codec/error-facts.ts'

/** An action of a cassette. */
export class CassetteAction extends LazyAction {
  readonly source = null
  readonly #action: RecordedAction

  constructor(action: RecordedAction) {
    super()
    this.#action = action
  }

  get index() {
    return this.#action.index
  }

  get type() {
    return this.#action.type
  }

  get name() {
    return this.#action.name
  }

  get parent() {
    return this.#action.parent
  }

  get start() {
    return this.#action.start
  }

  get duration() {
    return this.#action.duration
  }

  get timeToHeadersMs() {
    return this.#action.timeToHeadersMs
  }

  get outcome() {
    return this.#action.outcome
  }

  get error() {
    return encodeError(this.#action.error)
  }

  get status() {
    return this.#action.response?.status ?? null
  }

  get llm() {
    return this.#action.llm ?? null
  }

  content(): ActionContent {
    return this.#action
  }
}
