import { fromBase64, latin1, latin1Text, toBase64 } from '../bytes.ts'
import type { JsonValue } from '../json.ts'
import type { Redactor } from '../redaction/index.ts'
import { BYTES, type Matchable } from './matchable.ts'

/**
 * Brings a request into the form that a recording has: without its secrets, whose placeholders are numbered by their place in
 * this request alone, so that it does not count what was redacted before; those with a hash in the recording keep theirs. A
 * recording is brought into it as well: rules that came later find secrets in its URLs, headers and bodies that were kept
 * when it was made.
 */
export function levelRequest(request: Matchable, redactor: Redactor): Matchable {
  const url = request.method === 'CALL' ? request.url : redactor.url(request.url)
  const headers = request.headers.map(([name, value]) => [name, redactor.text(value)] as const)
  const body = levelBody(request.body, redactor)
  const level = redactor.level({ url, headers, body } as never) as Pick<
    Matchable,
    'url' | 'headers' | 'body'
  >
  return { ...request, ...level }
}

function levelBody(body: JsonValue, redactor: Redactor): JsonValue {
  if (typeof body !== 'string' || !body.startsWith(BYTES)) return redactor.body(body)
  const bytes = redactor.binary(fromBase64(body.slice(BYTES.length)))
  return BYTES + toBase64(latin1(redactor.level(latin1Text(bytes))))
}
