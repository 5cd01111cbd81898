import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project, type VitestResult } from '../run-project.ts'
import { startAnswers } from './answers.ts'

const TESTS = 25
const RUNS = 29

async function recordThenReplay(project: Project, args: string[]): Promise<VitestResult[]> {
  const server = await startAnswers()
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest(args, env)
  await server.close()
  const replayed = await project.vitest(args, { ...env, CI: 'true' })
  return [recorded, replayed]
}

const POOLS = [
  ['forks', '--pool=forks'],
  ['threads', '--pool=threads'],
  ['one worker for all files', '--no-isolate --no-file-parallelism'],
]

wholeTest.for(POOLS)('records and replays what each client sees: %s', async ([, flags]) => {
  const project = createProject('stacks')
  const [recorded, replayed] = await recordThenReplay(project, flags!.split(' '))

  expect(recorded!.output).toMatch(new RegExp(`Tests +${TESTS} passed \\(${TESTS}\\)`))
  expect(recorded!.exitCode).toBe(0)
  const [leftAtEnd, leftEarly] = ['left-at-its-end', 'left-early'].map((how) =>
    project.read(
      project.cassettes().find((path) => path.includes(`/clients.test.ts/fetch-stream-${how}`))!,
    ),
  )
  expect(leftAtEnd).toContain('"end":"complete"')
  expect(leftEarly).toContain('"end":"aborted"')
  expect(replayed!.output).toMatch(new RegExp(`Tests +${TESTS} passed \\(${TESTS}\\)`))
  expect(replayed!.exitCode).toBe(0)
  expect(project.report().totals).toMatchObject({
    runs: RUNS,
    passed: RUNS,
    matchRate: 1,
    live: 0,
    blocked: 0,
    unserved: 0,
  })
})
