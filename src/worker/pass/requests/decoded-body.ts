import { fromBase64 } from '../../../core/bytes.ts'
import type { RecordedRequest } from '../../../core/cassette/schema.ts'
import type { JsonValue } from '../../../core/json.ts'
import { RawBody } from '../../../core/cassette/raw-body.ts'
import {
  BYTES,
  canonicalRaw,
  toMatchable,
  type Matchable,
} from '../../../core/matching/matchable.ts'
import { decodeAll } from '../../context/content-coding.ts'

/** The content of the body of a recorded request as it is compared: decoded, the fields of a form; `undefined` where it is stored so. */
export function decodedBodyOf(request: RecordedRequest): JsonValue | undefined {
  const { body } = request
  if (!body || !('base64' in body || 'text' in body)) return undefined
  return withDecodedBody(toMatchable(request)).body
}

/**
 * A request with the content of its encoded body: another level, or another version of zlib, gives other bytes for the same JSON.
 *
 * @note Its coding is compared as a header. Where that was not kept, the bytes are compared as they are, on both sides.
 */
export function withDecodedBody(request: Matchable): Matchable {
  const { body, headers } = request
  if (typeof body !== 'string' || !body.startsWith(BYTES)) return request
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1]
  const decoded = coding && decodeAll(fromBase64(body.slice(BYTES.length)), coding)
  return decoded ? { ...request, body: canonicalRaw(new RawBody(decoded), headers) } : request
}
