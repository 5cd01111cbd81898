import { expect, test } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'
import { questionsTo, startEchoService } from './echo-service.ts'

test('what a queue, a batch or an event bus of a module calls belongs to the run that is open', async () => {
  const project = createProject('queues')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['module-scope'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const asked = questionsTo(service).length
  const refunds = project.read('refunds.log')
  expect(refunds.split('\n')).toEqual(['A-17', 'looked up A-17', ''])

  const replayed = await project.vitest(['module-scope'], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, failed: 0 })
  expect(project.report().totals.attributed).toBeGreaterThanOrEqual(3)
  expect(questionsTo(service)).toHaveLength(asked)
  expect(project.read('refunds.log')).toBe(refunds)
  await service.close()
})

/** Queues, a batch, a clock and pools: each hands a call over in a way of its own. */
const LIMITERS = '^[a-z -]+'
const COUNT = 7

wholeTest('shared limiters answer each run with its own, in sequence and at once', async () => {
  const project = createProject('queues')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  // Each of the tests that run at once is recorded by itself.
  for (const which of ['(first|second|at once (> )?a)$', 'at once (> )?b$']) {
    const recorded = await project.vitest(['libraries', '-t', `${LIMITERS}, ${which}`], env)
    expect(recorded.exitCode, recorded.output).toBe(0)
  }
  const asked = questionsTo(service).length
  const replayed = await project.vitest(['libraries', '-t', `${LIMITERS},`], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({
    runs: 4 * COUNT,
    matchRate: 1,
    live: 0,
    blocked: 0,
  })
  expect(questionsTo(service)).toHaveLength(asked)
  await service.close()
})

test('a recording that cannot tell two runs apart names both', async () => {
  const project = createProject('queues')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['libraries', '-t', 'dataloader, at once'], env)
  expect(recorded.exitCode).toBe(1)
  const output = recorded.output.replace(/\s+/g, ' ')
  expect(output).toContain('recorded while other runs were open: "dataloader, at once > b"')
  expect(output).toContain(
    '"dataloader, at once > b": its calls cannot be distinguished from those',
  )
  const replayed = await project.vitest(['libraries', '-t', 'dataloader, at once'], { CI: '1' })
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output.replace(/\s+/g, ' ')).toContain(
    'recorded while other runs were open: "dataloader, at once > b"',
  )
  await service.close()
})
