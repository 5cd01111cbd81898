import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import type { RequestContent, ResponseContent } from '../report/action-content.ts'
import type { RecordedActionReport, ReportAction } from '../report/action-schema.ts'
import { LazyAction } from './performed-action.ts'

type Unpack = (packed: JsonValue) => JsonValue
type Content = ReturnType<ConstructorParameters<typeof LazyAction>[0]['content']>

/** An action as a run performed it: what it asked and what it got, its own or given back. */
export function performedAction(
  action: ReportAction,
  recorded: RecordedActionReport | undefined,
  unpack: Unpack,
): LazyAction {
  const failed = action.outcome === 'replayed' ? (recorded?.outcome ?? 'success') : action.outcome
  const isBlocked = action.outcome === 'blocked'
  return new LazyAction({
    ...factsOf(action),
    start: action.start,
    duration: action.replayedDuration ?? action.recordedDuration ?? 0,
    outcome: isBlocked
      ? 'blocked'
      : action.error
        ? 'error'
        : failed === 'blocked'
          ? 'error'
          : failed,
    source: action.source,
    content: () =>
      contentOf(action, unpack, {
        asked: action.asked ?? action.inputs,
        got: isBlocked ? undefined : (action.returned ?? action.outputs),
      }),
  })
}

/** An action of the recording that a replay was answered from, as far as the report holds it. */
export function recordedAction(
  recorded: RecordedActionReport,
  shown: ReportAction | undefined,
  unpack: Unpack,
): LazyAction {
  const { inputs, outputs } = shown ?? recorded
  return new LazyAction({
    ...factsOf(recorded),
    start: recorded.start,
    duration: recorded.duration,
    outcome: recorded.outcome,
    source: null,
    content: () => contentOf(recorded, unpack, { asked: inputs, got: outputs }),
  })
}

function factsOf(action: ReportAction | RecordedActionReport) {
  const { index, type, name, parent, error, status, model, provider, stopReason, costUsd } = action
  const { inputTokens, outputTokens, cachedInputTokens } = action
  const counts = [inputTokens, outputTokens, cachedInputTokens]
  const usage = counts.every((count) => count === null)
    ? null
    : { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens: null }
  const llm =
    type === 'llm' && provider !== null ? { provider, model, usage, costUsd, stopReason } : null
  return { index, type, name, parent, error, status, llm }
}

function contentOf(
  { type, error, omitted }: ReportAction | RecordedActionReport,
  unpack: Unpack,
  { asked, got }: { asked: JsonValue | undefined; got: JsonValue | undefined },
): Content {
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
