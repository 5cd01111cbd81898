import { isJsonObject, type JsonValue } from '../json.ts'

/** The version this package writes. */
export const CASSETTE_VERSION = 1

/** Rewrites a line of one version into the next version. */
type Lift = (line: JsonValue) => JsonValue

/**
 * Version 0 was written by previews: it named the version `version`, had no tags,
 * and no `verified`.
 */
const LIFTS: Record<number, Lift> = {
  0: (line) => {
    if (!isJsonObject(line)) return line
    if (line['kind'] === 'header') {
      const { version: _version, ...rest } = line
      return { tags: [], resources: {}, ...rest, cassette: 1 }
    }
    if (line['kind'] === 'end') return { verified: false, ...line }
    return line
  },
}

/** The version a header line claims; `undefined` where it claims none. */
export function claimedVersion(header: JsonValue): number | undefined {
  if (!isJsonObject(header)) return undefined
  const version = header['cassette'] ?? header['version']
  return typeof version === 'number' && Number.isInteger(version) ? version : undefined
}

/** Lifts a line from an older version to the present one. */
export function liftLine(line: JsonValue, version: number): JsonValue {
  let lifted = line
  for (let from = version; from < CASSETTE_VERSION; from++) lifted = LIFTS[from]!(lifted)
  return lifted
}

/**
 * Returns `true` for a version of the cassette format that can be read, the present one or one that
 * can be lifted.
 */
export function isReadableVersion(version: number): boolean {
  return version === CASSETTE_VERSION || Object.hasOwn(LIFTS, version)
}
