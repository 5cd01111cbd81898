import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const FILE = `
  import http from 'node:http'
  import { createHash } from 'node:crypto'
  import { expect, test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const FIRST = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
  const OTHER = 'sk-proj-OtherKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
  const find = action('find', async (_id) => ({ key: FIRST }))

  test('a step', () => replayRun(async (_, { step }) => {
    await find(1)
    await step('config', () => ({ note: OTHER }))
  }))
  test('an output', () => replayRun(async () => {
    await find(1)
    return { note: OTHER }
  }))
  test('inputs', () => replayRun(async () => {
    await find(1)
    await find(OTHER)
  }))
  test('an error', () => replayRun(async () => {
    await find(1)
    throw new Error('Refused: ' + OTHER)
  }, { expectError: true }))
  test('passed on', () => replayRun(async (_, { step }) => {
    const { key } = await find(1)
    await find(OTHER)
    await step('both', () => ({ note: key, other: OTHER }))
    return { key }
  }))
  test('a secret of the input without its name', () => replayRun(async ({ settings }) => {
    await find('for ' + settings.token)
  }, { input: { settings: { token: 'rt-9f3b7a1c5d2e4f60718293a4' } } }))
  test('a tolerance beside it', () => replayRun(async () => {
    await find(1)
    return { note: OTHER, total: 1 }
  }, { compare: { output: [{ path: '$.total', absolute: 0.1 }] } }))

  const KEY_BY_CHANCE = '/AKIAZ7Q2M4N5P6R8T9V0/'
  let seed = 1
  const byte = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % 256
  const noise = (size) => Buffer.from(Array.from({ length: size }, byte)).toString('base64').replace(/=+$/, '')
  const pad = (text) => text + 'A'.repeat((4 - (text.length % 4)) % 4)
  const middle = pad(noise(300) + KEY_BY_CHANCE + noise(300))
  const pictures = { middle, end: pad(noise(300) + KEY_BY_CHANCE + noise(6)), wrapped: middle.replace(/.{76}/g, '$&\\r\\n') }
  const hash = (text) => createHash('sha256').update(Buffer.from(text, 'base64')).digest('hex')

  const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwtOf = (claims) => base64url({ alg: 'RS256', typ: 'JWT' }) + '.' + base64url(claims) + '.c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmU'
  const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
  const login = () => {
    const now = Math.floor(Date.now() / 1000)
    const token = jwtOf({ sub: 'svc-1', exp: now + 3600, tenant: 't-9', at: now })
    return { access_token: token, refresh_token: 'rt-9f3b7a1c5d2e4f60718293a4' }
  }
  const echo = (request) => ({ csrf: request.headers['x-csrf'] })
  const answers = { '/login': login, '/echo': echo, '/file': () => ({ content: Buffer.from('KEY=' + OTHER).toString('base64') }) }

  async function serve(agent) {
    const server = http.createServer((request, response) => {
      request.resume()
      const answer = (answers[request.url] ?? (() => pictures))(request)
      if (request.url === '/login')
        response.setHeader('set-cookie', ['sid=s3cr3tS3ss10n9aXy; Path=/; HttpOnly', 'csrf=tok9988aabbccdd; Path=/'])
      // The next server has the same port: a connection that is kept would lead to this one.
      response.setHeader('connection', 'close')
      request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)))
    })
    await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
    try {
      return await replayRun(() => agent('http://127.0.0.1:' + process.env.PORT))
    } finally {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
  }
  test('a body of bytes', () => serve(async (url) => {
    const form = new FormData()
    form.append('note', FIRST)
    form.append('file', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0])], { type: 'image/png' }), 'a.png')
    await (await fetch(url, { method: 'POST', body: form })).text()
  }))
  test('a token that is read', async () => {
    const run = await serve(async (url) => {
      const login = await (await fetch(url + '/login', { method: 'POST' })).json()
      const { exp, tenant } = claimsOf(login.access_token)
      if (exp * 1000 < Date.now()) throw new Error('expired')
      await (await fetch(url + '/me', { method: 'POST', body: JSON.stringify({ token: login.access_token, note: 'for ' + login.refresh_token }) })).text()
      return { tenant, token: login.access_token }
    })
    expect(run.output.tenant).toBe('t-9')
  })
  test('cookies that are sent', () => serve(async (url) => {
    const login = await fetch(url + '/login', { method: 'POST' })
    await login.text()
    const jar = login.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    if (jar.length !== 2 || !login.headers.getSetCookie()[0].endsWith('; Path=/; HttpOnly')) throw new Error(String(jar))
    await (await fetch(url + '/me', { headers: { cookie: jar.join('; '), 'x-csrf': jar[1].split('=')[1] } })).text()
  }))
  test('a cookie that is sent on while its answer is unread', async () => {
    const run = await serve(async (url) => {
      const [, csrf] = (await fetch(url + '/login', { method: 'POST' })).headers.getSetCookie()
      return (await fetch(url + '/echo', { headers: { 'x-csrf': csrf.split('=')[1].split(';')[0] } })).json()
    })
    expect(Object.keys(run.output)).toEqual(['csrf'])
  })
  test('a file in base64', () => serve(async (url) => {
    await find(FIRST)
    const file = await (await fetch(url + '/file')).json()
    const read = Buffer.from(file.content, 'base64').toString()
    if (!read.startsWith('KEY=')) throw new Error(read)
    await find({ sent: Buffer.from(read).toString('base64'), bytes: Buffer.from('X=' + OTHER) })
  }))
  test('pictures in base64', async () => {
    const run = await serve(async (url) => {
      const shown = await (await fetch(url)).json()
      return Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, hash(text)]))
    })
    expect(run.output).toEqual({ middle: hash(pictures.middle), end: hash(pictures.end), wrapped: hash(pictures.wrapped) })
  })
`

const CONFIG = `
  import { defineConfig } from 'vitest/config'
  import { replay } from 'vitest-replay/plugin'
  export default defineConfig({ plugins: [replay({ redact: { headers: ['cookie', 'x-csrf'], claims: ['tenant'] } })] })
`

wholeTest(
  'what was verified is equal in the next process, whatever was redacted before it',
  async () => {
    const project = createProject({ 'keys.test.ts': FILE, 'vitest.config.ts': CONFIG })
    const port = String(20_000 + (process.pid % 20_000))
    const recorded = await project.vitest([], { PORT: port })
    expect(recorded.exitCode, recorded.output).toBe(0)
    const replayed = await project.vitest([], { PORT: port, CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    for (const { name, matchRate, receipt } of project.report().runs)
      expect({ name, matchRate, volatile: receipt.volatile }).toEqual({
        name,
        matchRate: 1,
        volatile: 0,
      })
    for (const path of project.cassettes()) {
      expect(project.read(path)).not.toMatch(
        /q1W2e3R4t5Y6u7I8o9P0a1S2d3F4|cTFXMmUzUjR0NVk2|rt-9f3b7a1c5d2e|s3cr3tS3ss10n9aXy|tok9988aabbccdd/,
      )
    }
  },
  120_000,
)
