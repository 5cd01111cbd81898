import { escapeHtml } from '../core/words/escape-html.ts'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import { PIECE_FILE } from './render/page/html-folder.ts'
import { PIECES_FOLDER } from './render/page/write-page.ts'

const FILES: Record<string, string> = {
  'report.html': 'text/html; charset=utf-8',
  'report.json': 'application/json; charset=utf-8',
  'report.md': 'text/plain; charset=utf-8',
}

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Parts of a report are shown within its own page only. */
const PIECE_HEADERS = {
  'x-frame-options': 'SAMEORIGIN',
  'content-security-policy': "frame-ancestors 'self'",
}

const LIST_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/**
 * Serves reports on 127.0.0.1 alone. Nothing is answered without the token in the link, and nothing
 * that another name or another page asks for: a site that resolves its own name to this machine
 * reads nothing.
 */
export async function createReportServer(
  folders: readonly string[],
  port = 0,
): Promise<{ link: string; close(): Promise<void> }> {
  const token = randomBytes(24).toString('base64url')
  const server = createServer((request, response) => {
    const address = server.address() as AddressInfo
    answer(request, response, { folders, token, port: address.port })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(port, error)))
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    link: `http://127.0.0.1:${taken}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Served {
  folders: readonly string[]
  token: string
  port: number
}

function answer(request: IncomingMessage, response: ServerResponse, served: Served): void {
  const send = (status: number, type: string, body: string | Buffer, more: object = {}) => {
    response.writeHead(status, { ...HEADERS, 'content-type': type, ...more })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
  const refuse = (status: number, reason: string) => send(status, 'text/plain', `${reason}\n`)
  const hosts = [`127.0.0.1:${served.port}`, `localhost:${served.port}`]
  const { host, origin } = request.headers
  if (!hosts.includes(host ?? '')) return refuse(403, 'The request is for another host.')
  if (origin !== undefined && !hosts.some((name) => origin === `http://${name}`))
    return refuse(403, 'Another page asks.')
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'Reports can only be read.')
  const [, token = '', ...rest] = (request.url ?? '').split(/[?#]/)[0]!.split('/')
  if (!isToken(token, served.token)) return refuse(403, 'The link lacks its token.')
  if (rest.join('') === '')
    return send(200, 'text/html; charset=utf-8', listPage(served), {
      'content-security-policy': LIST_POLICY,
    })
  const [position, name] = rest
  const folder = /^\d{1,4}$/.test(position!) ? served.folders[Number(position)] : undefined
  const type = name !== undefined && Object.hasOwn(FILES, name) ? FILES[name] : undefined
  if (folder && isPiece(rest) && existsSync(join(folder, name!, rest[2]!)))
    return send(
      200,
      FILES['report.html']!,
      readFileSync(join(folder, name!, rest[2]!)),
      PIECE_HEADERS,
    )
  if (rest.length !== 2 || !folder || !type || !existsSync(join(folder, name!)))
    return refuse(404, 'There is no such report.')
  send(200, type, readFileSync(join(folder, name!)))
}

function isPiece([, folder, name, ...more]: string[]): boolean {
  return folder === PIECES_FOLDER && PIECE_FILE.test(name ?? '') && more.length === 0
}

function isToken(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function listPage({ folders, token }: Served): string {
  const items = folders.map((folder, index) => {
    const links = Object.keys(FILES)
      .filter((name) => existsSync(join(folder, name)))
      .map((name) => `<a href="/${token}/${index}/${name}">${name}</a>`)
    return `<li><code>${escapeHtml(folder)}</code>: ${links.join(', ')}</li>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>vitest-replay reports</title><h1>vitest-replay reports</h1><ul>${items.join('')}</ul></html>`
}

function cannotListen(port: number, error: Error): ReplayError {
  return new ReplayError(
    'PORT_TAKEN',
    {
      attempted: `Failed to serve reports on port ${port}`,
      reason: error.message,
      remedy: 'Name another port with --port, or none to take any that is free',
    },
    { cause: error },
  )
}
