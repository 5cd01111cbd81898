import type { Divergence } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'

const MAX_DIVERGENCES = 50
const MAX_PATHS = 20
const MAX_VALUE = 2000
/** A consequence is read for where it shows, not for what. */
const MAX_FOLLOWING = 400

/** Keeps what a comparison can show of the divergences of one run: first causes before what follows from them. */
export function cutDivergences(divergences: readonly Divergence[]): {
  divergences: Divergence[]
  moreDivergences: number
} {
  const first = divergences.filter(({ firstCause }) => firstCause)
  const following = divergences.filter(({ firstCause }) => !firstCause)
  const kept = [...first, ...following].slice(0, MAX_DIVERGENCES)
  return {
    divergences: kept.sort((a, b) => a.index - b.index).map(cutPaths),
    moreDivergences: divergences.length - kept.length,
  }
}

function cutPaths(divergence: Divergence): Divergence {
  const limit = divergence.firstCause ? MAX_VALUE : MAX_FOLLOWING
  const { paths } = divergence
  const shown = paths.length > MAX_PATHS ? paths.slice(0, MAX_PATHS - 1) : paths
  const cut = shown.map(({ path, recorded, replayed }) => ({
    path: cutText(path, MAX_FOLLOWING),
    ...(recorded === undefined ? {} : { recorded: cutValue(recorded, limit) }),
    ...(replayed === undefined ? {} : { replayed: cutValue(replayed, limit) }),
  }))
  if (shown.length < paths.length) cut.push({ path: `${paths.length - shown.length} more places` })
  return { ...divergence, paths: cut }
}

function cutValue(value: JsonValue, limit: number): JsonValue {
  if (typeof value === 'string') return cutText(value, limit)
  const text = JSON.stringify(value)
  return text.length <= limit ? value : cutText(text, limit)
}

/** Cuts a long text, and says by how much. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text
  // Half a character is none.
  const end = /[\ud800-\udbff]/.test(text[limit - 1]!) ? limit - 1 : limit
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}
