import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Comparison } from '../../../../src/core/report/comparison-schema.ts'
import { startDesk } from '../../../servers/desk-server.ts'
import { tableSize } from '../../../table-size.ts'
import { createProject } from '../../run-project.ts'
import { linkLargeFrameworks } from './large-frameworks.ts'

const isWhole = tableSize({ sample: false, whole: true })

/** An agent of an SDK that draws ids of its own: of each message and each call. */
const ONLY = tableSize<Record<string, string>>({
  sample: { ONLY: 'ai, openai responses, streamed', GROUPS: 'ai-sdk' },
  whole: { WHOLE: '1' },
})

test('an agent that is recorded twice without a change is not changed', async () => {
  const project = createProject('frameworks')
  if (isWhole) linkLargeFrameworks(project)
  const server = await startDesk()
  onTestFinished(() => server.close())
  const record = async (report: string) => {
    const env = { SERVER_URL: server.url, VITEST_REPLAY: 'all', ...ONLY }
    const { exitCode, output } = await project.vitest([], env)
    expect(exitCode, output).toBe(0)
    renameSync(join(project.root, '.vitest-replay/report.json'), join(project.root, report))
  }
  await record('base.json')
  await record('head.json')

  const { stdout } = await project.command(['compare', 'base.json', 'head.json', '--format=json'])

  const { runs } = JSON.parse(stdout) as Comparison
  expect(runs.length).toBeGreaterThanOrEqual(tableSize({ sample: 2, whole: 112 }))
  const isSame = (verdict: string) => verdict === 'identical' || verdict === 'equivalent'
  expect(runs.filter(({ verdict }) => !isSame(verdict)).map(({ name }) => name)).toEqual([])
})
