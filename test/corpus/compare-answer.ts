import { isKeptHeader } from '../../src/core/redaction/headers.ts'
import type { Answer, Client } from './corpus-project.ts'
import type { HttpInteraction } from './http-interaction.ts'
import { redactedKinds } from './redacted-form.ts'
import { streamParts } from './stream-parts.ts'

const OF_TRANSFER = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** A replay gives these a `retry-after-ms` of its own, lest a client wait for real. */
const RETRIED = new Set([408, 409, 429, 500, 502, 503, 504, 529])

/** The result of comparing an answer with the corpus. */
export interface Verdict {
  /** The differences that redaction does not explain. */
  differences: Array<string>
  /** The kinds of secrets that were replaced. */
  redacted: Array<string>
}

/** Compares the response of a client that was recorded with the corpus: everything has to be equal. */
export function compareLive(
  { response }: HttpInteraction,
  answer: Answer | undefined,
): Array<string> {
  if (!answer) return ['no answer']
  const differences = compareStatus(response, answer)
  if (!bytesOf(answer).equals(response.body)) differences.push(sizes(response.body, answer))
  for (const [name, value] of asHeaders(response.headers)) {
    if (name !== 'set-cookie' && answer.headers.get(name) !== value) {
      differences.push(`header ${name}: ${answer.headers.get(name)}, not ${value}`)
    }
  }
  return differences
}

/**
 * Compares the response of a replay with the corpus: the status and the body, and the headers that are kept. The server of
 * the corpus adds headers of its own, such as a length: those have to equal what the client received while recording.
 */
export function compareReplayed(
  { response }: HttpInteraction,
  { answer, live }: { answer: Answer | undefined; live: Answer | undefined },
  client: Client,
): Verdict {
  if (!answer) return { differences: ['no answer'], redacted: [] }
  const verdict: Verdict = { differences: compareStatus(response, answer), redacted: [] }
  compareHeaders(response, { answer, live }, verdict)
  const kinds = redactedKinds(latin1(response.body), latin1(bytesOf(answer)))
  if (!kinds) verdict.differences.push(sizes(response.body, answer))
  else {
    verdict.redacted.push(...kinds)
    verdict.differences.push(...compareStream(response, answer, client))
  }
  return verdict
}

function compareStatus({ status, statusText }: HttpInteraction['response'], answer: Answer) {
  const differences: Array<string> = []
  if (answer.status !== status) differences.push(`status ${answer.status}, not ${status}`)
  if (answer.statusText !== statusText) {
    differences.push(`reason "${answer.statusText}", not "${statusText}"`)
  }
  return differences
}

function compareHeaders(
  { headers, status }: HttpInteraction['response'],
  { answer, live }: { answer: Answer; live: Answer | undefined },
  { differences, redacted }: Verdict,
): void {
  const expected = asHeaders(headers.filter(([name]) => isKept(name, status)))
  for (const [name, value] of expected) {
    if (name === 'set-cookie') {
      if (!hasSameCookies(expected, answer.headers)) differences.push('header set-cookie')
      continue
    }
    const found = answer.headers.get(name)
    const kinds = found === null ? null : redactedKinds(value, found)
    if (kinds) redacted.push(...kinds)
    else differences.push(`header ${name}: ${found}, not ${value}`)
  }
  for (const [name] of answer.headers) {
    // Headers of a message's framing and of its connection belong to the transfer, and are never stored.
    const ofTransfer = OF_TRANSFER.has(name)
    const ofReplay = name === 'retry-after-ms' && RETRIED.has(status)
    const ofServer = live?.headers.get(name) === answer.headers.get(name)
    if (!expected.has(name) && !ofTransfer && !ofReplay && !ofServer)
      differences.push(`extra header ${name}`)
  }
}

/** Cookies keep their names, attributes and order; of their values stand-ins come back. */
function hasSameCookies(expected: Headers, found: Headers): boolean {
  const forms = (headers: Headers) =>
    headers.getSetCookie().map((cookie) => cookie.replace(/^([^=;]*=)?[^;]*/, '$1').toLowerCase())
  return forms(expected).join('\n') === forms(found).join('\n')
}

function isKept(name: string, status: number): boolean {
  const lower = name.toLowerCase()
  if (lower === 'retry-after-ms' && RETRIED.has(status)) return false
  return isKeptHeader(lower, 'response', new Set())
}

/** A stream is the same events; and fetch, which keeps a stream's pieces, reads one after the other. */
function compareStream(
  { headers, body, stream }: HttpInteraction['response'],
  answer: Answer,
  client: Client,
): Array<string> {
  if (!stream) return []
  const type = asHeaders(headers).get('content-type')
  const recorded = streamParts(body, type)
  const replayed = streamParts(bytesOf(answer), type)
  if (!recorded || !replayed) return []
  if (recorded.length !== replayed.length) {
    return [`${replayed.length} events, not ${recorded.length}`]
  }
  const parted = answer.pieces.every((piece, i) => piece.equals(replayed[i]!))
  if (client === 'fetch' && (answer.pieces.length !== replayed.length || !parted)) {
    return [`${answer.pieces.length} pieces for ${replayed.length} events`]
  }
  return []
}

function asHeaders(pairs: Array<[name: string, value: string]>): Headers {
  const headers = new Headers()
  for (const [name, value] of pairs) headers.append(name, value)
  return headers
}

function bytesOf({ pieces }: Answer): Buffer {
  return Buffer.concat(pieces)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function sizes(recorded: Uint8Array, answer: Answer): string {
  const bytes = bytesOf(answer)
  const at = recorded.findIndex((byte, i) => byte !== bytes[i])
  return `${bytes.length} bytes, not ${recorded.length}; the first differs at ${at}`
}
