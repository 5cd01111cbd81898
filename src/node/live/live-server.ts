import { once } from 'node:events'
import { join } from 'node:path'
import type { IncomingMessage } from 'node:http'
import { parseJson } from '../../core/json.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import {
  listenOnLoopback,
  SAFE_HEADERS,
  type LoopbackServer,
  type TrustedRequest,
} from '../serve/loopback-server.ts'
import { sendReportFile } from '../serve/send-report-file.ts'
import { renderLivePage } from './live-page.ts'
import type { LiveRuns } from './live-runs.ts'
import { RerunRequestSchema, type RerunRequest } from './rerun-tests.ts'

interface LiveServerOptions {
  root: string
  port: number
  runs: LiveRuns
  /** Runs tests again; returns how many files. */
  rerun(request: RerunRequest): number
}

/** Serves the live page, the report that it begins with, the events that follow, and its requests for reruns. */
export function createLiveServer(options: LiveServerOptions): Promise<LoopbackServer> {
  const { port } = options
  const page = renderLivePage()
  const serving = {
    port,
    methods: ['GET', 'HEAD', 'POST'],
    serves: 'the live page',
    remedy: 'Name another port with --port, or none to take any that is free',
    keepsProcess: false,
  }
  return listenOnLoopback(serving, (asked) => {
    const { path, send, refuse, request } = asked
    const [name = '', ...more] = path
    if (request.method === 'POST') {
      if (name !== 'rerun' || more.length > 0) return refuse(405, 'It can only be read.')
      return void takeRerun(asked, options)
    }
    if (path.join('') === '') return send(200, 'text/html; charset=utf-8', page)
    if (name === 'events' && more.length === 0) return sendEvents(asked, options.runs)
    sendReportFile(join(options.root, REPORT_FOLDER), path, asked)
  })
}

/** A reader that is this far behind is let go: it comes back for the whole. */
const MOST_BEHIND = 64 * 1024 * 1024

function sendEvents({ response }: TrustedRequest, runs: LiveRuns): void {
  response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream' })
  let id = 0
  const leave = runs.subscribe((message) => {
    response.write(`id: ${id++}\ndata: ${JSON.stringify(message)}\n\n`)
    if (response.writableLength > MOST_BEHIND) response.destroy()
  })
  response.once('close', leave)
}

/** More than the names of ten thousand tests. */
const MOST_BYTES = 4 * 1024 * 1024

async function takeRerun(
  { request, send, refuse }: TrustedRequest,
  { rerun }: LiveServerOptions,
): Promise<void> {
  if (request.headers['content-type'] !== 'application/json') return refuse(415, 'It is not JSON.')
  const parsed = RerunRequestSchema.safeParse(parseJson((await readBody(request)) ?? ''))
  if (!parsed.success) return refuse(400, 'It is not a rerun.')
  const files = rerun(parsed.data)
  if (files === 0) return refuse(404, 'Vitest does not know these tests.')
  send(202, 'application/json', JSON.stringify({ files }))
}

/** The text of a request; `null` where it is too long, or was cut off. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let length = 0
  request.on('data', (piece: Buffer) => {
    length += piece.length
    if (length <= MOST_BYTES) pieces.push(piece)
  })
  try {
    await once(request, 'end')
  } catch {
    return null
  }
  return length <= MOST_BYTES ? Buffer.concat(pieces).toString('utf8') : null
}
