import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
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

test('recording a failing run again leaves the file as it is, where it fails for the same reason', async () => {
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
  // What is masked are ports and counts: the sockets of two recordings have others.
  expect(first).toContain('"localPort":')

  expect(await project.vitest([], { ...env, VITEST_REPLAY: 'all' })).toMatchObject({ exitCode: 0 })
  expect(project.read(CASSETTE)).toBe(first)
  const other = { ...env, VITEST_REPLAY: 'all', REASON: 'closed' }
  expect(await project.vitest([], other)).toMatchObject({ exitCode: 0 })
  expect(project.read(CASSETTE)).toContain('(closed)')
})
