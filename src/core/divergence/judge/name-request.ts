import type { JsonValue } from '../../json.ts'
import { withoutTypes } from '../../matching/asked-of.ts'
import type { MessagePool, Turn } from '../../matching/conversation.ts'
import type { SideAction } from '../sides.ts'

const MAX_TEXT = 2000

/**
 * Describes a request in short: a tool's inputs, the messages a model call adds to its
 * conversation, or an HTTP request's line and body.
 */
export function nameRequest(action: SideAction, turn: Turn | null, pool: MessagePool): JsonValue {
  const { asked } = action
  if (!asked) return null
  if (turn) {
    const added = turn.ids.slice(turn.repeated).map((id) => pool.messageOf(id))
    return shorten(added.length === 1 ? added[0]! : added)
  }
  if (asked.method === 'CALL') return shorten(inputsOf(asked.body))
  return asked.body === null
    ? `${asked.method} ${asked.url}`
    : shorten({ request: `${asked.method} ${asked.url}`, body: asked.body })
}

/** A call's inputs: its list of arguments, or the only one. */
function inputsOf(body: JsonValue): JsonValue {
  const args = Array.isArray(body) ? withoutTypes(body) : body
  return Array.isArray(args) && args.length === 1 ? args[0]! : args
}

function shorten(value: JsonValue): JsonValue {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= MAX_TEXT ? value : `${text.slice(0, MAX_TEXT)}...`
}
