import { fromBase64 } from '../../../core/bytes.ts'
import { RawBody } from '../../../core/cassette/raw-body.ts'
import { BYTES, canonicalRaw, type Matchable } from '../../../core/matching/matchable.ts'
import { decodeAll } from '../../context/content-coding.ts'

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
