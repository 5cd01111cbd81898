import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { Cause } from '../schema.ts'
import type { SideAction } from '../sides.ts'

/** A side of a position, with what came back. */
export type AnsweredSide = Pick<SideAction, 'type' | 'asked'> & { output: JsonValue | undefined }

/** The cause of a difference in a message, and the tool or the method that it is of. */
interface RpcCause {
  cause: Cause
  note: string
}

/** The causes behind another answer of an MCP server, by the method it was asked by; of all others it is a result. */
const OF_SERVER: Record<string, Cause> = {
  'tools/list': 'tool_schema',
  'prompts/list': 'prompt',
  'prompts/get': 'prompt',
}

/** A server asks for an answer of the client's model. */
const ASKS_MODEL = 'sampling/createMessage'

/** The causes behind another answer of the client: a model answered, or a person. */
const OF_CLIENT: Record<string, Cause> = {
  [ASKS_MODEL]: 'model_output',
  'elicitation/create': 'approval',
}

/** The place of a message in what a process was sent, or sent itself. */
const MESSAGE = /^(?:\$|output)\.(stdin|stdout)\.messages\[(\d+)\]/

/**
 * Names the cause of a difference in the messages of JSON-RPC, as MCP sends them over stdio and over HTTP.
 *
 * @returns `null` for a difference in something else, and in a request of the agent's own.
 *
 * @see https://modelcontextprotocol.io/specification
 */
export function rpcCause(path: string, sides: readonly AnsweredSide[]): RpcCause | null {
  const [, stream, place] = MESSAGE.exec(path) ?? []
  for (const side of sides) {
    const found =
      side.type === 'mcp'
        ? ofAction(path, side.asked?.body)
        : stream === undefined
          ? ofRequest(path, side.asked?.body)
          : ofMessage(stream as 'stdin' | 'stdout', Number(place), side)
    if (found) return found
  }
  return null
}

/** Of a server that is served, each message is an action. */
function ofAction(path: string, body: JsonValue | undefined): RpcCause | null {
  if (!isJsonObject(body)) return null
  const isOfServer = body['from'] === 'server'
  if (path.startsWith('output'))
    return isOfServer ? answered(body, OF_CLIENT, null) : answered(body, OF_SERVER, 'tool_result')
  return isOfServer && body['method'] === ASKS_MODEL ? { cause: 'prompt', note: ASKS_MODEL } : null
}

/** Over HTTP, each answer is that of one request. */
function ofRequest(path: string, body: JsonValue | undefined): RpcCause | null {
  if (!path.startsWith('output') || !isMessage(body)) return null
  return answered(body, OF_SERVER, 'tool_result')
}

function ofMessage(
  stream: 'stdin' | 'stdout',
  place: number,
  { asked, output }: AnsweredSide,
): RpcCause | null {
  const sent = messagesOf(asked?.body, 'stdin')
  const got = messagesOf(output, 'stdout')
  const message = (stream === 'stdin' ? sent : got)[place]
  if (!isMessage(message)) return null
  const isOfClient = stream === 'stdin'
  // A request of the server itself is neither a result nor an answer.
  if ('method' in message)
    return message['method'] === ASKS_MODEL && !isOfClient
      ? { cause: 'prompt', note: ASKS_MODEL }
      : null
  const request = (isOfClient ? got : sent).find(
    (one) => isMessage(one) && 'method' in one && one['id'] === message['id'],
  )
  if (!isMessage(request)) return null
  return isOfClient
    ? answered(request, OF_CLIENT, null)
    : answered(request, OF_SERVER, 'tool_result')
}

function answered(
  { method, params }: JsonObject,
  causes: Record<string, Cause>,
  otherwise: Cause | null,
): RpcCause | null {
  if (typeof method !== 'string') return null
  const cause = Object.hasOwn(causes, method) ? causes[method]! : otherwise
  const name = isJsonObject(params ?? null) ? (params as JsonObject)['name'] : undefined
  const note = method === 'tools/call' && typeof name === 'string' ? name : method
  return cause && { cause, note }
}

function messagesOf(value: JsonValue | undefined, stream: string): readonly JsonValue[] {
  const part = isJsonObject(value ?? null) ? (value as JsonObject)[stream] : undefined
  const messages = isJsonObject(part ?? null) ? (part as JsonObject)['messages'] : undefined
  return Array.isArray(messages) ? messages : []
}

function isMessage(value: JsonValue | undefined): value is JsonObject {
  return isJsonObject(value ?? null) && (value as JsonObject)['jsonrpc'] === '2.0'
}
