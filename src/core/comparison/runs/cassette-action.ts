import type { RecordedAction } from '../../cassette/schema.ts'
import { LazyAction } from './performed-action.ts'
import { type ActionContent } from '../../report/action-codec/content.ts'

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

  get outcome() {
    return this.#action.outcome
  }

  get error() {
    const { error } = this.#action
    return error ? { name: error.name, message: error.message } : null
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
