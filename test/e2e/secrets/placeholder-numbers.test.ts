import { expect, test } from 'vitest'
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

  async function serve(agent) {
    const server = http.createServer((request, response) => {
      request.resume()
      request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(pictures)))
    })
    await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
    try {
      return await replayRun(() => agent('http://127.0.0.1:' + process.env.PORT))
    } finally {
      server.close()
    }
  }
  test('a body of bytes', () => serve(async (url) => {
    const form = new FormData()
    form.append('note', FIRST)
    form.append('file', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0])], { type: 'image/png' }), 'a.png')
    await (await fetch(url, { method: 'POST', body: form })).text()
  }))
  test('pictures in base64', async () => {
    const run = await serve(async (url) => {
      const shown = await (await fetch(url)).json()
      return Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, hash(text)]))
    })
    expect(run.output).toEqual({ middle: hash(pictures.middle), end: hash(pictures.end), wrapped: hash(pictures.wrapped) })
  })
`

test('what was verified is equal in the next process, whatever was redacted before it', async () => {
  const project = createProject({ 'keys.test.ts': FILE })
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
    expect(project.read(path)).not.toContain('q1W2e3R4t5Y6u7I8o9P0a1S2d3F4')
  }
}, 120_000)
