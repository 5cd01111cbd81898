import { createsUnkeyed } from '../../faults/creates-unkeyed.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import { toFinding, type Sighting } from './sighting.ts'

/**
 * Finds writes that are done twice when a call is tried again: a `POST` without an idempotency key
 * whose answer names what it created.
 */
export function findUnkeyedPosts(actions: readonly RecordedAction[]): Sighting[] {
  const known = new Map<string, Sighting>()
  for (const action of actions) {
    if (!createsUnkeyed(action)) continue
    const path = pathOf(action.request!.url)
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

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0]! || '/'
}
