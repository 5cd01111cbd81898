import {
  CANCELLED,
  describeStatement,
  splitMeta,
  statementName,
} from '../../../core/mcp/describe-statement.ts'
import { idKey, type MessageId, type Statement } from '../../../core/mcp/read-messages.ts'
import type { RecordedError } from '../../../core/cassette/schema.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { mapStrings } from '../../../core/redaction/map-strings.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import { findFolders, nameFolders, type RunPlaces } from '../processes/run-places.ts'

/** A request of the client that has no response. */
export interface McpRequest {
  /** The number of its action. */
  index: number
  inputs: JsonObject
  token: JsonValue | undefined
}

/** The requests of a client that have no response, by their ids. */
export class OpenRequests {
  readonly #open = new Map<string, McpRequest>()

  add(id: MessageId, request: McpRequest): void {
    this.#open.set(idKey(id), request)
  }

  find(id: JsonValue | undefined): McpRequest | undefined {
    return typeof id === 'string' || typeof id === 'number' ? this.#open.get(idKey(id)) : undefined
  }

  close(id: MessageId): void {
    this.#open.delete(idKey(id))
  }

  /** Finds the request that asked for news of its progress under this token. */
  ofToken(token: JsonValue | undefined): McpRequest | undefined {
    return token === undefined
      ? undefined
      : [...this.#open.values()].find((one) => one.token === token)
  }

  /** The request that is open while no other is. */
  get only(): McpRequest | undefined {
    return this.#open.size === 1 ? [...this.#open.values()][0] : undefined
  }
}

/** The parts of a pass that messages are described by. */
export interface McpContentOptions {
  places: RunPlaces
  redactor: Redactor
}

/** Describes a value without its secrets, and without the paths of this run. */
export function describeContent<T extends JsonValue>(
  json: T,
  { places, redactor }: McpContentOptions,
): T {
  return mapStrings(redactor.json(json), { string: (text) => nameFolders(text, places) }) as T
}

/** Returns a described value with the paths of this run. */
export function findContent<T extends JsonValue>(json: T, { places }: McpContentOptions): T {
  return mapStrings(json, { string: (text) => findFolders(text, places) }) as T
}

/** Describes what a client says. A cancelled request stands for its id. */
export function describeSentOne(
  statement: Statement,
  open: OpenRequests,
  options: McpContentOptions,
): { name: string; inputs: JsonObject } {
  const { asked } = splitMeta(statement.params)
  const params = isJsonObject(asked) ? asked : {}
  const cancelled = statement.method === CANCELLED ? open.find(params['requestId']) : undefined
  const name = options.redactor.name(statementName(statement))
  if (!cancelled)
    return { name, inputs: describeContent(describeStatement(statement, asked), options) }
  const { requestId: _id, ...rest } = params
  const described = describeContent(describeStatement(statement, rest), options)
  return {
    name,
    inputs: {
      ...described,
      params: { ...(described['params'] as JsonObject), request: cancelled.inputs },
    },
  }
}

/** The end of a request that its client gave up. */
export const GIVEN_UP: RecordedError = {
  name: 'AbortError',
  message: 'The client has cancelled the request',
}

/** The end of a request that nobody answered. */
export const UNANSWERED: RecordedError = {
  name: 'Unanswered',
  message: 'There was no response',
}
