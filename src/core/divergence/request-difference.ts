import type { Matchable } from '../matching/matchable.ts'
import { comparePaths, type PathDifference } from './json-paths.ts'

/** Lists where two requests differ: `method`, `url`, `headers.<name>`, and JSON paths of the body. */
export function compareRequests(recorded: Matchable, replayed: Matchable): PathDifference[] {
  const differences: PathDifference[] = []
  if (recorded.method !== replayed.method) {
    differences.push({ path: 'method', recorded: recorded.method, replayed: replayed.method })
  }
  if (recorded.url !== replayed.url) {
    differences.push({ path: 'url', recorded: recorded.url, replayed: replayed.url })
  }
  const replayedHeaders = new Map(replayed.headers)
  for (const [name, value] of recorded.headers) {
    const other = replayedHeaders.get(name) ?? null
    if (other !== value) {
      differences.push({
        path: `headers.${name}`,
        recorded: value ?? undefined,
        replayed: other ?? undefined,
      })
    }
  }
  return [...differences, ...comparePaths(recorded.body, replayed.body)]
}
