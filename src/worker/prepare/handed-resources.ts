import { ReplayError } from '../../core/errors.ts'
import { nearestName } from '../../core/options/nearest-name.ts'

/** Names that the language and its tools look up on any object. */
const LOOKED_UP = new Set(['then', 'toJSON', '$$typeof', 'asymmetricMatch', 'nodeType', 'tagName'])

/** The resources as an agent is handed them: reading one that was not given throws. */
export function handedResources(resources: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(resources, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target || LOOKED_UP.has(name))
        return Reflect.get(target, name) as unknown
      const known = Object.keys(target)
      const near = nearestName(name, known)
      const hint = near === undefined ? '' : `, and "${near}" is`
      throw new ReplayError('RESOURCE_INVALID', {
        attempted: `Failed to read the resource "${name}"`,
        reason: `it is not among those that were given${hint}`,
        remedy: `Give it with the option "resources"${known.length > 0 ? `, which has: ${known.join(', ')}` : ''}`,
      })
    },
  })
}
