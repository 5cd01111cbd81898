import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { cutBody } from './cut-body.ts'
import type { HttpInteraction } from './http-interaction.ts'
import { mustBeEmpty } from './must-be-empty.ts'
import { headerValue } from './response-headers.ts'

/** The framing and encoding of one answer. */
type AnswerVariant =
  | { framing: 'none' }
  | { framing: 'length'; encoding: ContentEncoding; bytes: Uint8Array }
  | { framing: 'chunked'; encoding: ContentEncoding; pieces: Array<Uint8Array> }

/** The content encodings a server of this kind chooses from. */
type ContentEncoding = 'identity' | 'gzip' | 'br'

const CYCLE: Array<ContentEncoding> = ['identity', 'gzip', 'identity', 'br']
const COMPRESSIBLE = /^(?:text\/|application\/(?:.+\+)?json\b)/i

/**
 * Chooses how interaction `n` is sent; the same `n` is always sent the same way to the same client.
 *
 * @param acceptEncoding what the client says it decodes; nothing else is ever sent
 */
export function answerVariant(
  n: number,
  { request, response }: HttpInteraction,
  acceptEncoding: string | undefined,
): AnswerVariant {
  if (mustBeEmpty(request.method, response.status)) return { framing: 'none' }
  const compressible = COMPRESSIBLE.test(headerValue(response.headers, 'content-type') ?? '')
  const wanted = CYCLE[n % CYCLE.length]!
  const accepted = (acceptEncoding ?? '').split(',').map((token) => token.trim().split(';')[0])
  const encoding = compressible && accepted.includes(wanted) ? wanted : 'identity'
  const bytes = encode(response.body, encoding)
  return response.stream
    ? { framing: 'chunked', encoding, pieces: cutBody(bytes, 2 + (n % 13)) }
    : { framing: 'length', encoding, bytes }
}

function encode(body: Uint8Array, encoding: ContentEncoding): Uint8Array {
  if (encoding === 'gzip') return gzipSync(body)
  if (encoding === 'identity') return body
  // The default quality of 11 takes seconds over a whole corpus.
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
}
