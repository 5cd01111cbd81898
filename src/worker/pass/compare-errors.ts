import type { RecordedError } from '../../core/cassette/schema.ts'
import { errorText } from '../../core/cassette/value.ts'
import { comparePaths, type PathDifference } from '../../core/divergence/differences/json-paths.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import { normalizePlaceholders } from '../../core/redaction/index.ts'
import type { Player } from './player.ts'
import { withoutNoise } from './without-noise.ts'

/** Compares two errors: by name and message, then by class, code and own fields. */
export function compareErrors(
  recorded: RecordedError | undefined,
  replayed: RecordedError | undefined,
  { root, player }: { root: string; player: Player },
): { differences: PathDifference[]; volatile: VolatileValue[] } {
  const [left, right] = [textOf(recorded), textOf(replayed)]
  const [before, now] = [recorded && errorJson(recorded), replayed && errorJson(replayed)]
  if (before === undefined || now === undefined)
    return { differences: [{ path: root, recorded: left, replayed: right }], volatile: [] }
  const differences = comparePaths(before, now, root)
  if (differences.length === 0) return { differences, volatile: [] }
  const volatile = player.explainOutput(before, now)
  if (volatile.length > 0) return { differences: [], volatile }
  return left === right
    ? { differences: withoutNoise(differences, player), volatile }
    : { differences: [{ path: root, recorded: left, replayed: right }], volatile }
}

function textOf(error: RecordedError | undefined): string | undefined {
  return error && normalizePlaceholders(errorText(error))
}

/**
 * @note Of the fields those that hold a plain value: an SDK hangs its whole response on an error, and not all of that comes
 * back in a replay.
 */
function errorJson({ name, message, class: className, code, fields }: RecordedError): JsonValue {
  const own = isJsonObject(fields?.json) ? Object.entries(fields.json) : []
  const plain = own.filter(
    ([key, value]) => (typeof value !== 'object' || value === null) && !PER_ANSWER.test(key),
  )
  return normalizePlaceholders({
    name,
    message,
    class: className ?? name,
    code: code ?? null,
    fields: Object.fromEntries(plain),
  })
}

/** Fields that a server generates for each of its answers. */
const PER_ANSWER = /^(?:request|trace|response)_?id$/i
