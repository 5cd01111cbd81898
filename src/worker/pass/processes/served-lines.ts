import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import type { ObservedAction } from '../observed-action.ts'
import type { PassLedger } from '../pass-ledger.ts'
import { recordedSent } from './process-content.ts'

/**
 * Completes what a served process was sent by the messages of functions that were served: they did not run, and so did not send
 * theirs. A wrapped call of a tool of an MCP server is such a function.
 */
export function withServedLines(
  sent: JsonObject,
  recorded: RecordedAction,
  { actions, options }: Pick<PassLedger, 'actions' | 'options'>,
): JsonObject {
  const within = new Map(recorded.process?.within)
  const before = messagesIn(recordedSent(recorded))
  const now = messagesIn(sent)
  if (within.size === 0 || !before || !now) return sent
  const served = servedOf(actions)
  const isServed = (index: number | null | undefined): boolean =>
    typeof index === 'number' &&
    (served.has(index) || isServed(options.player!.recorded[index]?.parent))
  const rest = [...now]
  let skipped = 0
  const messages: JsonValue[] = []
  for (const [line, message] of before.entries()) {
    if (isServed(within.get(line))) {
      if (isRequest(message)) skipped++
      messages.push(message)
    } else if (rest.length > 0) messages.push(counted(rest.shift()!, skipped))
  }
  return {
    ...sent,
    stdin: { messages: [...messages, ...rest.map((one) => counted(one, skipped))] },
  }
}

/** The recorded actions that were answered without running. */
function servedOf(actions: readonly ObservedAction[]): ReadonlySet<number> {
  const served = new Set<number>()
  for (const { answer, treatment } of actions)
    if (answer && (treatment === 'equal' || treatment === 'volatile' || treatment === 'mismatched'))
      served.add(answer.index)
  return served
}

function messagesIn({ stdin }: JsonObject): JsonValue[] | null {
  const messages = isJsonObject(stdin ?? null) ? (stdin as JsonObject)['messages'] : undefined
  return Array.isArray(messages) ? messages : null
}

function isRequest(message: JsonValue): message is JsonObject & { id: number } {
  return isJsonObject(message) && 'method' in message && typeof message['id'] === 'number'
}

/** A request with the id that it had if those before it had been sent as well: clients count them. */
function counted(message: JsonValue, skipped: number): JsonValue {
  if (skipped === 0 || !isRequest(message)) return message
  const id = message.id + skipped
  const { params } = message
  if (!isJsonObject(params ?? null)) return { ...message, id }
  const { _meta: meta, ...asked } = params as JsonObject
  if (!isJsonObject(meta ?? null)) return { ...message, id }
  const { progressToken } = meta as JsonObject
  if (progressToken !== message.id) return { ...message, id }
  return {
    ...message,
    id,
    params: { ...asked, _meta: { ...(meta as JsonObject), progressToken: id } },
  }
}
