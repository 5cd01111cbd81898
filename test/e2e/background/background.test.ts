import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

test('pollers of modules are background: stored once, no part of the match, never live in a replay', async () => {
  const project = createProject('background')
  const service = await startServer((request, response) => {
    const { question = '' } = request.url === '/ask' ? JSON.parse(request.body) : {}
    sendJson(response, { answer: `answer to ${question}` })
  })
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['background.test'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const [path] = project.cassettes()
  const cassette = parseCassette(project.read(path!))
  expect(cassette.actions.map(({ request }) => new URL(request!.url).pathname)).toEqual([
    '/ask',
    '/ask',
  ])
  const background = cassette.end!.background!.map(({ name }) => name.split('/').at(-1))
  expect([...new Set(background)].sort()).toEqual(['beat', 'flags'])

  const before = service.requests.length
  const times = process.env['TIMES'] ?? '30'
  const replayed = await project.vitest(['background.test'], { ...env, CI: '1', TIMES: times })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const asked = service.requests.slice(before).map(({ url }) => url)
  expect(asked).not.toContain('/ask')
  expect(asked.slice(asked.indexOf('/started') + 1)).toEqual([])
  expect(replayed.output).toMatch(/POLLED [1-9]\d* TIMES, [1-9]\d* IN THE BACKGROUND/)
  const { totals } = project.report()
  expect(totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, unserved: 0 })
  expect(totals.background).toBeGreaterThan(0)

  // Of a period that no recording waits for, the first request falls into a replay.
  const sent = service.requests.length
  const late = await project.vitest(['background.test'], { ...env, CI: '1', LATE: '1' })
  expect(late.exitCode, late.output).toBe(0)
  const urls = service.requests.slice(sent).map(({ url }) => url)
  expect(urls).not.toContain('/late')
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0 })

  // An agent that asks once more is red all the same.
  const code = project.read('background.test.ts')
  project.write(
    'background.test.ts',
    code.replace("await ask('second')", "await ask('second'), await ask('third')"),
  )
  const changed = await project.vitest(['background.test'], { ...env, CI: '1' })
  expect(changed.exitCode).toBe(1)
  expect(service.requests.map(({ body }) => body)).not.toContain('{"question":"third"}')
  await service.close()
})

test('heartbeats of intervals are background however often they come, and the work of intervals is not', async () => {
  const project = createProject('background')
  let jobs = 0
  const service = await startServer((request, response) => {
    const { question = '' } = request.url === '/ask' ? JSON.parse(request.body) : {}
    if (request.url === '/job') jobs++
    const state = jobs < 3 ? 'pending' : 'done'
    const answer = request.url === '/job' ? { state } : { answer: `answer to ${question}` }
    setTimeout(() => sendJson(response, answer), 20)
  })
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['intervals.test'], { ...env, TIMES: '1' })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const kept = (name: string) =>
    parseCassette(project.read(project.cassettes().find((path) => path.includes(name))!))
  expect(kept('a-job').actions.filter(({ name }) => name.endsWith('/job'))).toHaveLength(3)
  expect(
    kept('a-queue')
      .actions.map(({ name }) => name.split('/').at(-1))
      .sort(),
  ).toEqual(['ask', 'orders', 'orders'])
  const sent = service.requests.length

  // Nothing else gets the processor while it is busy: what an interval sends comes late, and less often.
  const busy = 'for (let until = Date.now() + 30_000; Date.now() < until; );'
  const load = spawn(process.execPath, ['-e', busy], { stdio: 'ignore' })
  const times = process.env['TIMES'] ?? '10'
  const replayed = await project.vitest(['intervals.test'], { ...env, CI: '1', TIMES: times })
  load.kill()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, unserved: 0 })
  expect(service.requests).toHaveLength(sent)

  const changed = await project.vitest(['intervals.test'], {
    ...env,
    CI: '1',
    TIMES: '1',
    CHANGED: 'yes',
  })
  expect(changed.exitCode).toBe(1)
  const red = project.report().runs.filter(({ status }) => status === 'failed')
  expect(red.map(({ name }) => name)).toEqual(['a queue that is emptied'])
  const more = project.report().runs.find(({ name }) => name.endsWith('what was added'))!
  expect(more.receipt.opaque).toEqual([
    { action: expect.stringMatching(/\/beat$/), path: 'request', kind: 'state' },
  ])
  await service.close()
})
