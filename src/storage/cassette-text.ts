import { utf8Text } from '../core/bytes.ts'
import { ReplayError } from '../core/errors.ts'

/** Larger than any run; JavaScript strings end at 512 MB. */
const MAX_BYTES = 400 * 1024 * 1024

/** Refuses a file that is too large for a string. */
export function checkSize(file: string, size: number): void {
  if (size <= MAX_BYTES) return
  throw new ReplayError('CASSETTE_TOO_LARGE', {
    attempted: `Failed to read ${file}`,
    reason: `it has ${Math.round(size / 1024 / 1024)} MB, and at most ${MAX_BYTES / 1024 / 1024} MB can be read`,
    remedy: 'Split the run, or exempt large downloads with the plugin option "passthrough"',
    location: { file },
  })
}

/** Decodes the bytes of a cassette; throws an error with the line where they are not UTF-8. */
export function cassetteText(file: string, bytes: Uint8Array): string {
  const text = utf8Text(bytes)
  if (text !== undefined) return text
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start)
    const last = end === -1
    if (utf8Text(bytes.subarray(start, last ? undefined : end)) === undefined || last) {
      throw corrupt(file, line, 'it is not UTF-8')
    }
    start = end + 1
  }
}

function corrupt(file: string, line: number, reason: string): ReplayError {
  return new ReplayError('CASSETTE_CORRUPT', {
    attempted: `Failed to read ${file}`,
    reason: `line ${line}: ${reason}`,
    remedy: 'Restore the file from git, or record the run again with VITEST_REPLAY=all',
    location: { file, line },
  })
}
