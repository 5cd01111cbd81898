import type { RecordedError } from '../../core/cassette/schema.ts'
import { errorText } from '../../core/cassette/value.ts'
import { comparePaths, type PathDifference } from '../../core/divergence/differences/json-paths.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import type { Player } from './player.ts'
import { withoutNoise } from './without-noise.ts'

/** Compares two errors: by name and message, then by class, code, own fields, causes and parts. */
export function compareErrors(
  recorded: RecordedError | undefined,
  replayed: RecordedError | undefined,
  { root, player }: { root: string; player: Player },
): { differences: PathDifference[]; volatile: VolatileValue[] } {
  const [left, right] = [recorded, replayed].map((error) => error && player.level(errorText(error)))
  const before = recorded && player.level(errorJson(recorded, recorded))
  const now = replayed && player.level(errorJson(replayed, recorded))
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

/**
 * The parts of an error that are compared; the parts of an `AggregateError` where the recording has them.
 *
 * @note Of the fields those that hold a plain value: an SDK hangs its whole response on an error, and not all of that comes
 * back in a replay.
 */
function errorJson(error: RecordedError, recorded: RecordedError | undefined): JsonObject {
  const { name, message, class: className, code, fields, cause, errors } = error
  const all = isJsonObject(fields?.json) ? fields.json : {}
  const plain = Object.entries(all).filter(
    ([key, value]) =>
      name === 'NonError' ||
      ((typeof value !== 'object' || value === null) && !PER_ANSWER.test(key)),
  )
  return {
    name,
    message,
    class: className ?? name,
    code: code ?? null,
    fields: Object.fromEntries(plain),
    ...(cause && { cause: errorJson(cause, recorded?.cause) }),
    ...(errors &&
      recorded?.errors && {
        errors: errors.map((part, at) => errorJson(part, recorded.errors![at])),
      }),
  }
}

/** Fields that a server generates for each of its answers. */
const PER_ANSWER = /^(?:request|trace|response)_?id$/i
