import { expect, test } from 'vitest'
import { sendJson, startServer } from '../servers/model-server.ts'
import { createProject } from './run-project.ts'

/** A server that lists the paths it was asked for. */
async function startListing() {
  const asked: string[] = []
  const server = await startServer((request, response) => {
    asked.push(request.url!)
    sendJson(response, { path: request.url })
  })
  return { ...server, take: () => asked.splice(0).sort() }
}

const AGENT = `
  import { expect, test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const base = process.env.MODEL_URL!
  const post = (path: string, type = 'application/json') =>
    fetch(base + path, { method: 'POST', body: '[' + Math.random() + ']', headers: { 'content-type': type } })
  const find = action('find', async () => { console.log('FIND RAN'); return 1 })
  const remove = action('deleteOrder', async () => { console.log('DELETE RAN'); return 1 })
  const policy = JSON.parse(process.env.POLICY ?? '{}')

  test('does it all', async () => {
    await replayRun(async () => {
      const found = await (await fetch(base + '/order')).json()
      const sent = await post('/otel/v1/traces')
      console.log('TRACES', sent.status, (await sent.text()).length > 0)
      const binary = await post('/otel/v1/traces', 'application/x-protobuf')
      console.log('BINARY', binary.status, binary.headers.get('content-type'))
      await (await fetch(base + '/flags')).json()
      await find()
      if (process.env.DELETES) await remove().catch((error) => console.log('REFUSED', error.code))
      return found
    }, { policy })
  })
`

test('telemetry goes out while recording, is answered here in a replay, and is recorded only by a rule', async () => {
  const project = createProject({ 'a.test.ts': AGENT })
  const server = await startListing()
  const env = { MODEL_URL: server.url }
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  // The agent ran twice, once to be recorded and once to verify that, which asks nobody.
  expect(server.take()).toEqual(['/flags', '/order', '/otel/v1/traces', '/otel/v1/traces'])
  expect(recorded.output).toMatch(/2\s+background/)
  expect(project.read(project.cassettes()[0]!)).not.toContain('v1/traces')

  const replayed = await project.vitest([], { ...env, CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(server.take()).toEqual([])
  expect(replayed.output).toContain('TRACES 200 true')
  expect(replayed.output).toContain('BINARY 200 application/x-protobuf')
  const [run] = project.report().runs
  expect(project.report().totals).toMatchObject({ live: 0, background: 2 })
  expect(run!.receipt.policy).toEqual([
    {
      kind: 'http',
      name: `POST ${server.url}/otel/v1/traces`,
      effect: 'dropped',
      rule: 'http POST */v1/traces',
      origin: 'built-in',
      count: 2,
    },
  ])

  const served = await project.vitest([], {
    ...env,
    VITEST_REPLAY: 'all',
    POLICY: '{ "http POST */v1/traces": "serve" }',
  })
  await server.close()
  expect(project.read(project.cassettes()[0]!), served.output).toContain('v1/traces')
})

test('each effect of a rule is seen in the receipt', async () => {
  const project = createProject({ 'a.test.ts': AGENT })
  const server = await startListing()
  const env = { MODEL_URL: server.url }
  const policy = { 'http */flags': 'pass', 'tool find': 'execute', 'http */order': 'execute' }
  const withPolicy = { ...env, POLICY: JSON.stringify(policy) }
  const recorded = await project.vitest([], withPolicy)
  expect(recorded.exitCode, recorded.output).toBe(0)
  server.take()
  const replayed = await project.vitest([], { ...withPolicy, CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(server.take()).toEqual(['/flags', '/order'])
  expect(replayed.output).toContain('FIND RAN')
  const { receipt } = project.report().runs[0]!
  expect(receipt.live).toBe(1)
  expect(receipt.policy!.map(({ effect, rule, origin }) => [effect, rule, origin])).toEqual([
    ['executed', 'http */order', 'call'],
    ['dropped', 'http POST */v1/traces', 'built-in'],
    ['passed', 'http */flags', 'call'],
    ['executed', 'tool find', 'call'],
  ])
  expect(replayed.output).toMatch(/2\s+background,\s+2\s+executed,\s+1\s+passed/)
  await server.close()
})

test('what a rule refuses happens neither while recording nor in a replay', async () => {
  const project = createProject({ 'a.test.ts': AGENT })
  const server = await startListing()
  const env = { MODEL_URL: server.url }
  const deleting = { ...env, DELETES: '1', POLICY: '{ "tool delete*": "refuse" }' }
  const recorded = await project.vitest([], deleting)
  expect(recorded.exitCode).toBe(1)
  expect(recorded.output).toContain('REFUSED CALL_BLOCKED')
  expect(recorded.output).toContain(
    `tool "deleteOrder" is refused by policy: { 'tool delete*': 'refuse' }. Prevent the agent from doing this`,
  )
  expect(recorded.output).not.toContain('DELETE RAN')

  expect((await project.vitest([], env)).exitCode).toBe(0)
  const replayed = await project.vitest([], { ...deleting, CI: 'true' })
  await server.close()
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output).not.toContain('DELETE RAN')
  expect(project.report().totals).toMatchObject({ blocked: 1 })
})

test('a rule that could never apply is refused with the remedy', async () => {
  const project = createProject({ 'a.test.ts': AGENT })
  const refused = await project.vitest([], { POLICY: '{ "tcp db:5432": "serve" }', MODEL_URL: '' })
  expect(refused.output).toContain(
    'the option "policy["tcp db:5432"]" has the effect "serve", which "tcp" cannot have. Use "pass", "refuse"',
  )
})
