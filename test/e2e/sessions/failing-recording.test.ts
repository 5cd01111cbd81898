import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const FAILS = `
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'

test('gives up', async () => {
  const run = await replayRun(
    async () => {
      const refused = await fetch(process.env.SERVICE_URL + '/overloaded', { method: 'POST', body: '{}' })
      const { request_id } = await refused.json()
      try {
        await fetch(process.env.SERVICE_URL + '/lost')
      } catch (error) {
        throw new Error('gave up after request ' + request_id + ' (' + (process.env.REASON ?? 'busy') + ')', { cause: error })
      }
    },
    { expectError: true },
  )
  expect(run.error.message).toContain('gave up')
})
`
const CASSETTE = '__cassettes__/a.test.ts/gives-up.cassette.jsonl'

wholeTest(
  'recording a failing run again leaves the file as it is, where it fails for the same reason',
  async () => {
    const service = await startServer(({ url }, response) => {
      if (url === '/lost') return void response.destroy()
      return sendJson(
        response,
        { error: { message: 'Overloaded' }, request_id: `req_${randomBytes(12).toString('hex')}` },
        529,
      )
    })
    const project = createProject({ 'a.test.ts': FAILS })
    const env = { SERVICE_URL: service.url }
    const recorded = await project.vitest([], env)
    expect(recorded.exitCode, recorded.output).toBe(0)
    const first = project.read(CASSETTE)
    // Ports and counts are masked: the sockets of two recordings have different ones.
    expect(first).toContain('"localPort":')

    expect(await project.vitest([], { ...env, VITEST_REPLAY: 'all' })).toMatchObject({
      exitCode: 0,
    })
    expect(project.read(CASSETTE)).toBe(first)
    const other = { ...env, VITEST_REPLAY: 'all', REASON: 'closed' }
    expect(await project.vitest([], other)).toMatchObject({ exitCode: 0 })
    expect(project.read(CASSETTE)).toContain('(closed)')
  },
)

const ASKS = `
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { log } from './logger.js'

for (const name of ['one', 'two'])
  test(name, async () => {
    const run = await replayRun(async () => {
      log('begin ' + name)
      const answer = await fetch(process.env.SERVICE_URL + '/' + (process.env.PLACE ?? name))
      // An agent that goes on without an answer makes no recording complete.
      return answer.json().then(({ size }) => size, () => 0)
    })
    log('after ' + name)
    expect(run.output).toBe(Number(process.env.SIZE ?? 1))
    await flushed()
  })

const flushed = () => new Promise((resolve) => setTimeout(resolve, 60))
`
const LOGGER = `
const lines = []
const flush = () => {
  if (lines.length === 0) return
  const body = JSON.stringify(lines.splice(0))
  fetch(process.env.SERVICE_URL + '/logs', { method: 'POST', body }).catch(() => {})
}
setInterval(flush, 10).unref()
export const log = (line) => (console.log(line), lines.push(line))
`
const BIG = 3_000_000

test('what is logged behind a run is in no cassette, and a full disk leaves the cassettes as they are', async () => {
  const service = await startServer(({ url }, response) => {
    const size = url === '/big' ? BIG : 1
    sendJson(response, { size, filling: 'x'.repeat(size) })
  })
  const project = createProject({ 'a.test.ts': ASKS, 'logger.js': LOGGER })
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const texts = () => project.cassettes().map((path) => project.read(path))
  const before = texts()
  expect(before).toHaveLength(2)
  for (const text of before) {
    expect(text).not.toContain('after one')
    expect(text).not.toContain('after two')
  }
  expect(before[1]).not.toContain('begin one')

  // A limit of the process for files: at 1,000 kB the disk seems full.
  const limited = ['bash', '-c', 'ulimit -f 1000; exec "$0" "$@"', process.execPath]
  const full = await project.run([...limited, 'node_modules/vitest/vitest.mjs', 'run'], {
    ...env,
    VITEST_REPLAY: 'all',
    PLACE: 'big',
    SIZE: String(BIG),
  })
  expect(full.exitCode).toBe(1)
  expect(full.output.replace(/\s+/g, ' ')).toContain(
    'Failed to record <root>/__cassettes__/a.test.ts/one.cassette.jsonl: the file would be larger than this process may write (ulimit -f). Free space',
  )
  expect(full.output).not.toContain('class agent_error')
  expect(full.output).not.toContain('Unhandled')
  expect(texts()).toEqual(before)
  expect(await project.vitest([], { ...env, CI: '1' })).toMatchObject({ exitCode: 0 })
})
