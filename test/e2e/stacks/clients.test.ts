import { expect, test } from 'vitest'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project, type VitestResult } from '../run-project.ts'
import { startAnswers } from './answers.ts'

async function recordThenReplay(project: Project, args: string[]): Promise<VitestResult[]> {
  const server = await startAnswers()
  const recorded = await project.vitest(args, { SERVER_URL: server.url })
  await server.close()
  const replayed = await project.vitest(args, { SERVER_URL: server.url, CI: 'true' })
  return [recorded, replayed]
}

const POOLS = [
  ['forks', '--pool=forks'],
  ['threads', '--pool=threads'],
  ['one worker for all files', '--no-isolate --no-file-parallelism'],
]

test.for(tableSize({ sample: POOLS.slice(0, 1), whole: POOLS }))(
  'records and replays what each client sees: %s',
  async ([, flags]) => {
    const project = createProject('stacks')
    const [recorded, replayed] = await recordThenReplay(project, flags!.split(' '))

    expect(recorded!.output).toMatch(/Tests +25 passed \(25\)/)
    expect(recorded!.exitCode).toBe(0)
    const [leftAtEnd, leftEarly] = ['left-at-its-end', 'left-early'].map((how) =>
      project.read(
        project.cassettes().find((path) => path.includes(`/clients.test.ts/fetch-stream-${how}`))!,
      ),
    )
    expect(leftAtEnd).toContain('"end":"complete"')
    expect(leftEarly).toContain('"end":"aborted"')
    expect(replayed!.output).toMatch(/Tests +25 passed \(25\)/)
    expect(replayed!.exitCode).toBe(0)
    expect(project.report().totals).toMatchObject({
      runs: 29,
      passed: 29,
      matchRate: 1,
      live: 0,
      blocked: 0,
      unserved: 0,
    })
  },
)
