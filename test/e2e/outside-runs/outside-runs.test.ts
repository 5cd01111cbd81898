import { expect, test } from 'vitest'
import { startEchoService } from '../sessions/echo-service.ts'
import { createProject } from '../run-project.ts'

test('requests outside of runs are left to whoever answers them, listed and counted', async () => {
  const project = createProject('outside-runs')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const { host } = new URL(service.url)
  const recorded = await project.vitest(['outside'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest(['outside'], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)

  const { totals, runs, unhandled } = project.report()
  expect(totals).toMatchObject({ live: 0, served: 1, unhandled: 6 })
  expect(runs[0]!.receipt.unhandled).toBe(3)
  const row = { file: 'outside.test.ts', host, effect: 'left' }
  expect(unhandled).toEqual([
    { ...row, test: null, count: 3 },
    { ...row, test: 'asks', count: 3 },
  ])
  expect(replayed.output).toContain('6 outside of runs')
  expect(replayed.output.replace(/\s+/g, ' ')).toContain(
    `3 requests to ${host} made outside of runs, in outside.test.ts`,
  )
  expect(project.read('.vitest-replay/report.md')).toContain('- <code>3 requests to 127')

  // A policy that refuses them closes the file as a whole.
  const config = project.read('vitest.config.ts')
  project.write(
    'vitest.config.ts',
    config.replace('replay()', `replay({ policy: { 'http *': 'refuse' } })`),
  )
  const asked = service.requests.length
  const refused = await project.vitest(['outside'], { ...env, CI: '1' })
  expect(service.requests).toHaveLength(asked)
  expect(refused.output.replace(/\s+/g, ' ')).toContain(
    `AT MODULE SCOPE: [vitest-replay] blocked: POST ${service.url}/ask, made while no run was open, is refused by policy: { 'http *': 'refuse' }`,
  )
  await service.close()
})

test('a worker thread that reaches out while a run is recorded fails the recording', async () => {
  const project = createProject('outside-runs')
  const service = await startEchoService()
  const recorded = await project.vitest(['thread'], { SERVICE_URL: service.url })
  expect(recorded.exitCode).toBe(1)
  expect(recorded.output.replace(/\s+/g, ' ')).toContain(
    "open it with policy: { 'worker asker': 'pass' }",
  )
  expect(service.requests.map(({ url }) => url)).not.toContain('/thread')
  await service.close()
})

test('what a worker thread opens on this machine is counted', async () => {
  const project = createProject('outside-runs')
  const service = await startEchoService()
  const recorded = await project.vitest(['local-thread'], { SERVICE_URL: service.url })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await service.close()
  const replayed = await project.vitest(['local-thread'], { SERVICE_URL: service.url, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toMatch(/0\s+live,\s+1\s+executed,\s+1\s+passed/)
})

test('what is older than a run reaches nothing within a replay, and is named while it is recorded', async () => {
  const project = createProject('outside-runs')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['older'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const asked = service.requests.length
  const unchanged = await project.vitest(['older'], { ...env, CI: '1' })
  expect(unchanged.exitCode, unchanged.output).toBe(0)

  const replayed = await project.vitest(['older'], { ...env, CI: '1', USES_OLDER: '1' })
  expect(replayed.output).toContain('4 failed')
  expect(service.requests).toHaveLength(asked)
  const rows = project
    .report()
    .runs.flatMap(({ receipt }) => receipt.policy ?? [])
    .filter(({ effect }) => effect === 'refused')
  expect(rows.map(({ kind }) => kind).sort()).toEqual(['process', 'tcp', 'worker', 'worker'])

  const used = await project.vitest(['older'], { ...env, VITEST_REPLAY: 'all', USES_OLDER: '1' })
  expect(used.exitCode).toBe(1)
  const output = used.output.replace(/\s+/g, ' ')
  for (const rule of ["'process node *': 'execute'", "'worker older': 'pass'", "'tcp 127.0.0.1"])
    expect(output).toContain(rule)

  const config = project.read('vitest.config.ts')
  const policy = `{ 'process node *': 'execute', 'worker *': 'pass', 'tcp 127.0.0.1': 'pass' }`
  project.write('vitest.config.ts', config.replace('replay()', `replay({ policy: ${policy} })`))
  const allowed = await project.vitest(['older'], { ...env, VITEST_REPLAY: 'all', USES_OLDER: '1' })
  expect(allowed.output).toMatch(/2\s+executed,/)
  expect(service.requests.map(({ url }) => url)).toContain('/by-thread')
  await service.close()
})
