import { LazyAction } from './performed-action.ts'
import type { ActionContent } from '../../report/action-codec/content.ts'
import { readModelCall } from '../../report/action-codec/facts.ts'
import { performedContent, recordedContent } from '../../report/action-codec/read-action.ts'
import type { Unpack } from '../../report/contents/unpack-contents.ts'
import type { RecordedActionReport, ReportAction } from '../../report/action-schema.ts'

/** An action that a report tells of. */
abstract class ReportedAction extends LazyAction {
  protected readonly facts: ReportAction | RecordedActionReport

  constructor(facts: ReportAction | RecordedActionReport) {
    super()
    this.facts = facts
  }

  get index() {
    return this.facts.index
  }

  get type() {
    return this.facts.type
  }

  get name() {
    return this.facts.name
  }

  get parent() {
    return this.facts.parent
  }

  get start() {
    return this.facts.start
  }

  get timeToHeadersMs() {
    return this.facts.timeToHeadersMs
  }

  get error() {
    return this.facts.error
  }

  get status() {
    return this.facts.status
  }

  get llm() {
    return readModelCall(this.facts)
  }
}

/** An action as a run performed it: what it asked and what it got, its own or given back. */
export class PerformedInReport extends ReportedAction {
  readonly #action: ReportAction
  readonly #recorded: RecordedActionReport | undefined
  readonly #unpack: Unpack

  constructor(action: ReportAction, recorded: RecordedActionReport | undefined, unpack: Unpack) {
    super(action)
    this.#action = action
    this.#recorded = recorded
    this.#unpack = unpack
  }

  get duration() {
    return this.#action.replayedDuration ?? this.#action.recordedDuration ?? 0
  }

  get source() {
    return this.#action.source
  }

  /** @note Of a report of 0.1.0 it may not be known. */
  get outcome() {
    const { outcome, error } = this.#action
    if (outcome === 'blocked') return 'blocked'
    if (error) return 'error'
    return outcome === 'replayed' ? (this.#recorded?.outcome ?? 'success') : outcome
  }

  content(): ActionContent {
    return performedContent(this.#action, this.#unpack)
  }
}

/** An action of the recording that a replay was answered from, as far as the report holds it. */
export class RecordedInReport extends ReportedAction {
  readonly source = null
  readonly #action: RecordedActionReport
  readonly #shown: ReportAction | undefined
  readonly #unpack: Unpack

  /** @param shown The action of the replay that shows what was recorded. */
  constructor(action: RecordedActionReport, shown: ReportAction | undefined, unpack: Unpack) {
    super(action)
    this.#action = action
    this.#shown = shown
    this.#unpack = unpack
  }

  get duration() {
    return this.#action.duration
  }

  get outcome() {
    return this.#action.outcome
  }

  content(): ActionContent {
    return recordedContent(this.#action, this.#shown, this.#unpack)
  }
}
