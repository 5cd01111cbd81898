import { isJsonObject } from '../json.ts'
import { bodyContent } from '../cassette/body.ts'
import type { RecordedAction } from '../cassette/schema.ts'

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const KEY = /^(?:x-)?idempotency-key$/

/**
 * Fields in the answers of model APIs that are not recognised: a repeated call costs again, but
 * creates nothing twice.
 */
const OF_A_MODEL = ['usage', 'usageMetadata', 'usage_metadata', 'meta', 'model', 'choices']

/** Returns `true` for a call that does its work twice when it is tried again. */
export function createsUnkeyed(action: RecordedAction): boolean {
  const { request, type } = action
  if (type !== 'http' || request?.method.toUpperCase() !== 'POST') return false
  return !request.headers.some(([name]) => KEY.test(name)) && hasMade(action)
}

/** Returns `true` if an answer names something new: its location or its id. */
function hasMade({ request, response }: RecordedAction): boolean {
  if (!response || response.status >= 300) return false
  if (response.headers.some(([name]) => name.toLowerCase() === 'location')) return true
  const content = bodyContent(response.body)
  if (!content || !('json' in content) || !isJsonObject(content.json)) return false
  const { json } = content
  if ('jsonrpc' in json || OF_A_MODEL.some((key) => key in json)) return false
  const { id } = json
  if (typeof id !== 'string' && typeof id !== 'number') return false
  // With an id that the client chose, the service does not create it twice.
  return !JSON.stringify(request?.body ?? '').includes(JSON.stringify(id).replaceAll('"', ''))
}
