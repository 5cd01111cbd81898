import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Statement } from './read-messages.ts'

/** Methods whose parameter `name` is what is asked for. */
const NAMING = new Set(['tools/call', 'prompts/get'])

export const PROGRESS = 'notifications/progress'
export const CANCELLED = 'notifications/cancelled'

/** The name of the action that a message is. */
export function statementName({ method, params }: Pick<Statement, 'method' | 'params'>): string {
  const name = isJsonObject(params) && NAMING.has(method) ? params['name'] : undefined
  return typeof name === 'string' ? `${method} ${name}` : method
}

/** The operation of a message: another server, and another sender, is another one. */
export function statementOperation(
  name: string,
  { server, from }: { server: string; from?: 'server' | undefined },
): string {
  return `mcp ${server} ${from ? `${from} ` : ''}${name}`
}

/** The parameters without the metadata, and that. */
export function splitMeta(params: JsonValue | undefined): {
  asked: JsonValue | undefined
  meta: JsonValue | undefined
} {
  if (!isJsonObject(params)) return { asked: params, meta: undefined }
  const { _meta: meta, ...asked } = params
  return { asked, meta }
}

/** Describes what a message says; ids and metadata say nothing. */
export function describeStatement(
  { method }: Pick<Statement, 'method'>,
  asked: JsonValue | undefined,
  from?: 'server',
): JsonObject {
  return { ...(from ? { from } : {}), method, ...(asked === undefined ? {} : { params: asked }) }
}

/** The token that news of a request's progress carry. */
export function tokenOf(params: JsonValue | undefined): JsonValue | undefined {
  const { meta } = splitMeta(params)
  return isJsonObject(meta) ? meta['progressToken'] : undefined
}

/** Leaves a field out of parameters. */
export function without(params: JsonValue | undefined, field: string): JsonValue | undefined {
  if (!isJsonObject(params)) return params
  const { [field]: _left, ...rest } = params
  return rest
}
