import { shortHash } from '../../core/cassette/cassette-path.ts'
import { stableJson } from '../../core/stable-json.ts'
import { describeValue } from '../../core/cassette/describe-value.ts'

/** A hash for each resource, so that a change of one is named without storing it. */
export function hashResources(resources: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [
      name,
      shortHash(stableJson(describeValue(resource).json)),
    ]),
  )
}

/** The names of the resources that are not what they were when the run was recorded. */
export function resourcesChangedSince(
  recorded: Record<string, string>,
  present: Record<string, unknown>,
): string[] {
  const now = hashResources(present)
  return [...new Set([...Object.keys(recorded), ...Object.keys(now)])]
    .filter((name) => recorded[name] !== now[name])
    .sort()
}
