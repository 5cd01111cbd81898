import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { replyTo } from './model-script.mjs'
import { chunksOf, completionOf } from './model-wire.mjs'

const thinkingMs = 60
const betweenChunksMs = 15
const retryAfterMs = 150

/**
 * Starts a model server on the loopback address that behaves like OpenAI's chat completions
 * endpoint, rate limit included. `url` is what an SDK calls its base URL.
 */
export async function startModelServer({ port = 0 } = {}) {
  const throttled = new Set()
  let requests = 0

  const server = createServer(async (request, response) => {
    requests++
    try {
      await answer(request, response, throttled)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else fail(response, 500, { message: String(error), type: 'server_error' })
    }
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    get requests() {
      return requests
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(request, response, throttled) {
  const { method, headers } = request
  const { pathname } = new URL(request.url, 'http://127.0.0.1')
  response.setHeader('x-request-id', `req_${randomUUID().replaceAll('-', '')}`)
  response.setHeader('openai-version', '2020-10-01')

  if (!/^Bearer ./.test(headers.authorization ?? '')) {
    const message =
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
    return fail(response, 401, { message, type: 'invalid_request_error' })
  }
  if (method !== 'POST' || pathname !== '/v1/chat/completions') {
    const message = `Invalid URL (${method} ${pathname})`
    return fail(response, 404, { message, type: 'invalid_request_error' })
  }
  const body = await json(request).catch(() => undefined)
  if (!Array.isArray(body?.messages) || typeof body.model !== 'string') {
    const message = 'We could not parse the JSON body of your request.'
    return fail(response, 400, { message, type: 'invalid_request_error' })
  }

  const reply = replyTo(body.messages)
  setRateLimit(response)
  if (reply.text && isFirstAttempt(body.messages, throttled)) {
    response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000))
    response.setHeader('retry-after-ms', retryAfterMs)
    const message = `Rate limit reached for ${body.model} in organization org-pottery on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in ${retryAfterMs}ms.`
    return fail(response, 429, { message, type: 'requests', code: 'rate_limit_exceeded' })
  }

  await sleep(thinkingMs)
  response.setHeader('openai-processing-ms', thinkingMs + Math.floor(Math.random() * 10))
  const call = { body, reply, id: `chatcmpl-${randomBytes(15).toString('hex')}`, createdAt: now() }
  if (!body.stream) return send(response, 200, completionOf(call))

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  for (const chunk of chunksOf(call)) {
    if (response.destroyed) return
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    await sleep(betweenChunksMs)
  }
  response.end('data: [DONE]\n\n')
}

/** The final answer of every conversation is refused once, so that the SDK has to try again. */
function isFirstAttempt(messages, throttled) {
  const conversation = JSON.stringify(messages)
  if (throttled.delete(conversation)) return false
  throttled.add(conversation)
  return true
}

function setRateLimit(response) {
  response.setHeader('x-ratelimit-limit-requests', '500')
  response.setHeader('x-ratelimit-remaining-requests', String(Math.floor(Math.random() * 500)))
  response.setHeader('x-ratelimit-reset-requests', '120ms')
}

function fail(response, status, { message, type, code = null }) {
  send(response, status, { error: { message, type, param: null, code } })
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function now() {
  return Math.floor(Date.now() / 1000)
}

if (import.meta.filename === process.argv[1]) {
  const { url } = await startModelServer({ port: Number(process.argv[2] ?? 4010) })
  console.log(`The model answers at ${url} until you press Ctrl+C.`)
}
