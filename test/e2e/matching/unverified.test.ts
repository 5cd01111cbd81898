import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

const TESTS = `
  import { createSocket } from 'node:dgram'
  import { test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'
  const login = action('login', async () => 'ok')
  const find = action('find', async () => ({ key: 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4' }))
  let session, calls = 0
  test('a datagram alone', async () => {
    await replayRun(async () => {
      const socket = createSocket('udp4')
      await new Promise((done) => socket.send('x', 9, '127.0.0.1', done))
      socket.close()
    })
  })
  test('a session is kept', async () => {
    await replayRun(async () => { session ??= await login(); return 'done' })
  })
  test('the length of a key', async () => {
    await replayRun(async () => (await find()).key.length)
  })
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const sign = action('sign', async () => [part({ alg: 'RS256' }), part({ sub: 'svc-1', tenant: 't-9' }), 'c2lnbmF0dXJlLXNpZ25hdHVyZQ'].join('.'))
  test('a claim of a token', async () => {
    await replayRun(async () => JSON.parse(Buffer.from((await sign()).split('.')[1], 'base64url').toString()).tenant)
  })
  test('a counter', async () => {
    await replayRun(async () => { await login(); return calls++ })
  })
`

test('a recording that does not replay says first what the recorder did not see, replaced or left behind', async () => {
  const project = createProject({ 'unverified.test.ts': TESTS })
  const { output } = await project.vitest(['--reporter=json', '--outputFile=vitest.json'])
  const { testResults } = JSON.parse(project.read('vitest.json')) as {
    testResults: Array<{
      assertionResults: Array<{ title: string; failureMessages: string[] }>
    }>
  }
  const messages = new Map(
    testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(
        ({ title, failureMessages }) => [title, failureMessages.join()] as const,
      ),
    ),
  )
  const of = (title: string) => messages.get(title) ?? output
  expect(of('a datagram alone')).toContain(
    'nothing that the agent did can be recorded: a datagram to ',
  )
  expect(of('a datagram alone')).not.toContain('made no request')
  expect(of('a session is kept')).toContain(
    'what it left is still there: a token that a module keeps',
  )
  expect(of('the length of a key')).toContain('The recording holds stand-ins for secrets')
  expect(of('a claim of a token')).toContain('every other claim reads "redacted"')
  expect(of('a claim of a token')).toContain('"redact": { claims: ["tenant"] }')
  expect(of('the length of a key')).not.toContain('claim')
  expect(of('a counter')).toContain('Find what the agent reads that differs from call to call')
  expect(of('a counter')).not.toContain('stand-ins')
})

const TOKEN = `
  import { test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'
  const login = action('login', async () => 'ok')
  const find = action('find', async () => 'found')
  let session
  const agent = async () => { session ??= await login(); return find() }
  test('A', async () => { await replayRun(agent) })
  test('B', async () => { await replayRun(agent) })
`

test('a replay that fails for what an earlier run kept names that run, and blames nobody', async () => {
  const project = createProject({ 'token.test.ts': TOKEN })
  project.write(
    'token.test.ts',
    TOKEN.replace('session ??= await login()', 'session = await login()'),
  )
  await project.vitest(['--testNamePattern=A'])
  const kept = TOKEN.replace("test('A'", "session = 'kept'\n  test('A'")
  project.write('token.test.ts', kept)
  await project.vitest(['--testNamePattern=B'])
  project.write('token.test.ts', TOKEN)
  const replayed = await project.vitest(['--testNamePattern=B'], { CI: '1' })
  expect(replayed.exitCode).toBe(1)
  const text = replayed.output.replace(/\s+/g, ' ')
  expect(text).toContain('"login" is in the recording of "A"')
  expect(text).toContain('may have been at hand when this run was recorded')
})
