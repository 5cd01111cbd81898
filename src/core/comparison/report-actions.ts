import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import type { RequestContent, ResponseContent } from '../report/action-content.ts'
import type { RecordedActionReport, ReportAction } from '../report/action-schema.ts'
import { LazyAction, type ActionContent } from './performed-action.ts'

type Unpack = (packed: JsonValue) => JsonValue

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

  get error() {
    return this.facts.error
  }

  get status() {
    return this.facts.status
  }

  get llm() {
    const { type, provider, model, stopReason, costUsd } = this.facts
    if (type !== 'llm' || provider === null) return null
    const { inputTokens, outputTokens, cachedInputTokens } = this.facts
    const isCounted = inputTokens !== null || outputTokens !== null || cachedInputTokens !== null
    const usage = { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens: null }
    return { provider, model, usage: isCounted ? usage : null, costUsd, stopReason }
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

  /** What was given back ended as it did when it was recorded. */
  get outcome() {
    const { outcome, error } = this.#action
    if (outcome === 'blocked') return 'blocked'
    if (error) return 'error'
    return outcome === 'replayed' ? (this.#recorded?.outcome ?? 'success') : outcome
  }

  content(): ActionContent {
    const { asked, inputs, returned, outputs, outcome } = this.#action
    return contentOf(this.#action, this.#unpack, {
      asked: asked ?? inputs,
      got: outcome === 'blocked' ? undefined : (returned ?? outputs),
    })
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
    const { inputs, outputs } = this.#shown ?? this.#action
    return contentOf(this.#action, this.#unpack, { asked: inputs, got: outputs })
  }
}

function contentOf(
  { type, error, omitted }: ReportAction | RecordedActionReport,
  unpack: Unpack,
  { asked, got }: { asked: JsonValue | undefined; got: JsonValue | undefined },
): ActionContent {
  const failure = error ? { error } : {}
  // What is too large for a report is told by its size alone: unequal sizes differ.
  const sizes = (omitted ?? []).map(({ part, bytes, content }) => ({
    part,
    bytes,
    text: content ? unpack(content.text) : null,
  }))
  const left = (...parts: string[]): JsonValue => sizes.filter(({ part }) => parts.includes(part))
  if (type === 'tool' || type === 'step')
    return {
      inputs: { json: asked === undefined ? left('inputs', 'asked') : unpack(asked) },
      ...(got === undefined ? {} : { outputs: { json: unpack(got) } }),
      ...failure,
    }
  const request = asked && (unpack(asked) as unknown as RequestContent)
  const response = got && (unpack(got) as unknown as ResponseContent)
  return {
    ...(request ? { request: requestOf(request, left('inputs', 'asked')) } : {}),
    ...(response ? { response: responseOf(response, left('outputs', 'returned')) } : {}),
    ...failure,
  }
}

function requestOf(content: RequestContent, left: JsonValue): RecordedAction['request'] {
  return withBody(content, left)
}

function responseOf(content: ResponseContent, left: JsonValue): RecordedAction['response'] {
  return { statusText: '', ...withBody(content, left) }
}

function withBody<Part extends RequestContent | ResponseContent>(
  content: Part,
  left: JsonValue,
): Part {
  return content.body || (left as JsonValue[]).length === 0
    ? content
    : { ...content, body: { json: { omitted: left } } }
}
