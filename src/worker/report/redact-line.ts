import { parseJson, type JsonValue } from '../../core/json.ts'
import { mapStrings } from '../../core/redaction/map-strings.ts'

/**
 * Replaces secrets in a line of a run's file by a line that is no longer. An action is left out: it is written again, as a secret
 * may lie in several of its parts.
 */
export function redactLine(line: string, redact: (text: string) => string): string {
  if (line.startsWith('{"event":"action_created"')) return ''
  const json = parseJson(line)
  if (json === undefined) return line
  const fit = (text: string): string => {
    const redacted = redact(text)
    return redacted === text ? text : cutTo(sizeOf(text), redacted)
  }
  const redacted = mapStrings(json as JsonValue, { string: fit, name: fit })
  return redacted === json ? line : JSON.stringify(redacted)
}

function cutTo(size: number, text: string): string {
  let cut = text
  while (sizeOf(cut) > size) cut = cut.slice(0, -1)
  return cut
}

/** The bytes of a text as JSON. */
function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text))
}
