import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tableSize, wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const SAMPLE = 'parallel|questions|progress of|cancelled|batch|two servers'

test('each message of a server of MCP is an action, and comes again without the server', async () => {
  const project = createProject('stdio')
  const pattern = tableSize({ sample: ['-t', SAMPLE], whole: [] })
  const recorded = await project.vitest(['sessions', ...pattern])
  expect(recorded.exitCode, recorded.output).toBe(0)
  const more = { VITEST_REPLAY: 'new_episodes' }
  const extended = await project.vitest(['sessions', '-t', 'two servers|batch'], more)
  expect(extended.exitCode, extended.output).toBe(0)
  rmSync(join(project.root, 'server.mjs'))
  const replayed = await project.vitest(['sessions', ...pattern], { CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const { runs, totals } = project.report()
  expect(totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, unserved: 0 })

  const asked = runs.find(({ name }) => name === 'questions of the server')!
  const messages = asked.actions.filter(({ type }) => type === 'mcp')
  expect(messages.every(({ parent }) => parent === 0)).toBe(true)
  expect(messages.map(({ name, treatment }) => `${name}: ${treatment}`)).toEqual([
    'initialize: equal',
    'notifications/initialized: equal',
    'tools/call elicit: equal',
    'elicitation/create: executed',
    'tools/call sample: equal',
    'sampling/createMessage: executed',
    'tools/call roots: equal',
    'roots/list: executed',
    'tools/call twice: equal',
    'roots/list: executed',
    'notifications/message: equal',
    'roots/list: executed',
  ])
})

wholeTest(
  "two servers of LangChain's client are served, and a call to one of them that changed is named",
  async () => {
    const project = createProject('stdio')
    const recorded = await project.vitest(['langchain'])
    expect(recorded.exitCode, recorded.output).toBe(0)
    rmSync(join(project.root, 'server.mjs'))
    const replayed = await project.vitest(['langchain'], { CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, processes: 2 })
    const calls = project.report().runs[0]!.actions.filter(({ name }) => name === 'tools/call echo')
    expect(new Set(calls.map(({ parent }) => parent)).size).toBe(2)

    await project.vitest(['langchain'], { CI: '1', CHANGE: 'yes' })
    const [divergence] = project.report().runs[0]!.divergences
    expect(divergence).toMatchObject({ action: 'tools/call echo', firstCause: true })
    expect(divergence!.paths.map(({ path }) => path)).toContain('$.params.arguments.value')
  },
)
