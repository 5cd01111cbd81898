import { isJsonObject, type JsonValue } from '../../json.ts'
import type { ReplayAction } from './compare-replays.ts'

/**
 * Leaves out subscriptions to the events of MCP servers: a client opens one, and another where the first is not answered in
 * time. How many it opens says nothing of the agent.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
 */
export function withoutSubscriptions(actions: readonly ReplayAction[]): readonly ReplayAction[] {
  if (!actions.some(isGet)) return actions
  const servers = new Set(
    actions.flatMap(({ asked }) => (asked && isMessage(asked.body) ? [asked.url] : [])),
  )
  return actions.filter((action) => !(isGet(action) && servers.has(action.asked?.url ?? '')))
}

function isGet({ operation }: ReplayAction): boolean {
  return operation.startsWith('GET ')
}

function isMessage(body: JsonValue): boolean {
  const [first] = Array.isArray(body) ? body : [body]
  return isJsonObject(first) && first['jsonrpc'] === '2.0'
}
