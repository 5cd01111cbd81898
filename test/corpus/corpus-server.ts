import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { answerVariant } from './answer-variant.ts'
import { CorpusError } from './corpus-error.ts'
import type { HttpInteraction } from './http-interaction.ts'

/** The request header that tells the server which interaction to answer with. */
export const INTERACTION_HEADER = 'x-corpus-interaction'

/** A loopback server that answers with recorded bytes. */
export interface CorpusServer {
  /** Base URL without a slash at its end; append `interaction.request.path`. */
  url: string
  /** The number of requests for interaction `n`. */
  hits(n: number): number
  /** Requests that did not arrive as they were recorded, one sentence each. */
  complaints: Array<string>
  /** Ends all connections and frees the port. */
  close(): Promise<void>
}

/**
 * Serves the interactions of a corpus on 127.0.0.1, each by its place in the list.
 *
 * @example
 * const server = await startCorpusServer(interactions)
 * await fetch(server.url + interactions[7].request.path, { headers: { [INTERACTION_HEADER]: '7' } })
 * await server.close()
 */
export async function startCorpusServer(
  interactions: ReadonlyArray<HttpInteraction>,
): Promise<CorpusServer> {
  const hits = Array.from(interactions, () => 0)
  const complaints: Array<string> = []

  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => {
      complaints.push(error.message)
      if (response.headersSent) response.destroy(error)
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(error.message)
    })
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received: Array<Buffer> = []
    for await (const piece of request) received.push(piece as Buffer)
    const header = request.headers[INTERACTION_HEADER]
    const n = Number(header)
    const interaction = header === undefined ? undefined : interactions[n]
    if (!interaction) {
      throw new CorpusError('CORPUS_REQUEST_UNKNOWN', {
        attempted: `Failed to answer ${request.method} ${request.url}`,
        reason: `its header ${INTERACTION_HEADER} is ${JSON.stringify(header)}`,
        remedy: `Send the place of an interaction, 0 to ${interactions.length - 1}.`,
      })
    }
    hits[n]! += 1
    complaints.push(...differences(n, interaction, request, Buffer.concat(received)))
    await answer(response, n, interaction, request.headers['accept-encoding'])
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: (n) => hits[n] ?? 0,
    complaints,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

async function answer(
  response: ServerResponse,
  n: number,
  interaction: HttpInteraction,
  acceptEncoding: string | undefined,
): Promise<void> {
  const { status, statusText, headers } = interaction.response
  const variant = answerVariant(n, interaction, acceptEncoding)
  const sent = headers.flat()
  if (variant.framing !== 'none' && variant.encoding !== 'identity') {
    sent.push('content-encoding', variant.encoding)
  }
  if (variant.framing === 'length') sent.push('content-length', String(variant.bytes.length))

  response.sendDate = false
  response.writeHead(status, statusText, sent)
  const pieces = variant.framing === 'chunked' ? variant.pieces : []
  for (const piece of pieces) {
    await new Promise<void>((resolve) => response.write(piece, () => resolve()))
    await nextTurn()
  }
  if (variant.framing === 'length') response.end(variant.bytes)
  else response.end()
}

function differences(
  n: number,
  { request }: HttpInteraction,
  arrived: IncomingMessage,
  body: Buffer,
): Array<string> {
  const found: Array<string> = []
  if (arrived.method !== request.method) found.push(`method ${arrived.method}`)
  if (arrived.url !== request.path) found.push(`path ${arrived.url}`)
  if (!body.equals(request.body)) found.push(`a body of ${body.length} bytes`)
  return found.map((what) => `Interaction ${n} arrived with another request: ${what}.`)
}
