import { bodyContent } from '../../cassette/body.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import { isJsonObject } from '../../json.ts'
import { toFinding, type Sighting } from './sighting.ts'

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const KEY = /^(?:x-)?idempotency-key$/

/**
 * Fields in the answers of model APIs that are not recognised: a repeated call costs again, but
 * creates nothing twice.
 */
const OF_A_MODEL = ['usage', 'usageMetadata', 'usage_metadata', 'meta', 'model', 'choices']

/**
 * Finds writes that are done twice when a call is tried again: a `POST` without an idempotency key
 * whose answer names what it created.
 */
export function findUnkeyedPosts(actions: readonly RecordedAction[]): Sighting[] {
  const known = new Map<string, Sighting>()
  for (const action of actions) {
    const { request, type } = action
    if (type !== 'http' || request?.method.toUpperCase() !== 'POST') continue
    if (request.headers.some(([name]) => KEY.test(name)) || !hasMade(action)) continue
    const path = pathOf(request.url)
    const before = known.get(path)
    if (before) before.reach.add(action.index)
    else
      known.set(path, {
        reach: new Set([action.index]),
        finding: toFinding(action, null, {
          type: 'external_state',
          severity: 'low',
          cause: 'unknown',
          value: null,
          observation: { code: 'unkeyed_post', urlPath: path },
          remedy: 'idempotency',
        }),
      })
  }
  return [...known.values()]
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

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0]! || '/'
}
