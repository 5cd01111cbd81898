import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'
import { startEchoService } from './echo-service.ts'

test('says what became of a run that did not end well', async () => {
  const project = createProject('sessions')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['troubles'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  await service.close()

  const replayed = await project.vitest(['troubles'], { ...env, CI: '1', CHANGED: '1' })
  expect(replayed.exitCode).toBe(1)
  // A caught rejection does not make up for a call that was blocked ("stops at its first divergence").
  expect(replayed.output).toContain('3 failed | 4 passed')
  const { runs } = project.report()
  expect(runs.map(({ name, status }) => `${name}: ${status}`)).toMatchInlineSnapshot(`
    [
      "is expected to throw: passed",
      "is expected to throw: failed",
      "leaves judging to the assertions: passed",
      "live: passed",
      "live: passed",
      "live: passed",
      "stops at its first divergence: failed",
      "swallows what was blocked: failed",
      "throws after a divergence: failed",
      "times out in the middle: interrupted",
    ]
  `)

  expect(replayed.output).toContain('1 blocked: requests that are not in the cassette')
  expect(replayed.output).toMatch(/blocked: GET http:\S+\/other is not in the cassette/)
})
