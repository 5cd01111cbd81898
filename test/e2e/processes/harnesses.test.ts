import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

/** Each harness, and where its one change shows. */
const HARNESSES: ReadonlyArray<readonly [name: string, path: RegExp]> = [
  ['curl by a shell', /^\$\.command\[2\]/],
  ['git diff, exit code 1', /^\$\.command\[3\]/],
  ['execa with input', /^\$\.stdin/],
  ['cross-spawn', /^\$\.command\[2\]/],
  ['spawnSync of Python', /^\$\.command\[2\]/],
  ['fork, by messages', /^\$\.messages\.messages\[0\]\.n/],
  ['MCP over stdio, official SDK', /^\$\.stdin\.messages\[3\]\.params\.arguments\.city/],
  ['MCP over stdio, AI SDK', /^\$\.stdin\.messages\[\d\]\.params\.arguments\.city/],
  ['an agent in Python', /^\$\.messages\[0\]/],
  ['an agent in Node, openai', /^\$\.messages\[0\]/],
  ['an agent in sh, curl', /^\$\.messages\[0\]/],
]

function createHarnesses(): Project {
  const project = createProject('programs')
  const from = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
  cpSync(from('fixtures/projects/harnesses'), project.root, { recursive: true })
  const server = 'weather-server.mjs'
  cpSync(from(`examples/mcp-stdio/src/${server}`), join(project.root, server))
  return project
}

/** The runs of the last report, by the names of their tests. */
function runsOf(project: Project) {
  return new Map(project.report().runs.map((run) => [run.test.fullName, run]))
}

test.skipIf(tableSize({ sample: true, whole: false }))(
  'harnesses that start processes match at rate 1, reach nobody, and name what changed',
  async () => {
    const project = createHarnesses()
    const asked: string[] = []
    const services = await startServer((request, response) => {
      asked.push(request.url!)
      if (request.url!.startsWith('/orders')) return sendJson(response, 'order 7')
      const message = { role: 'assistant', content: 'a patch' }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      sendJson(response, { object: 'chat.completion', model: 'gpt-4o-mini', choices })
    })
    const env = {
      OPENAI_BASE_URL: `${services.url}/v1`,
      OPENAI_API_KEY: 'sk-only-for-recording-0123456789',
      SHOP_URL: services.url,
    }
    const recorded = await project.vitest(['harnesses'], env)
    const before = runsOf(project)
    asked.length = 0
    const replayed = await project.vitest(['harnesses'], { ...env, CI: 'true' })
    const now = runsOf(project)
    const reached = asked.length
    const changed = await project.vitest(['harnesses'], { ...env, CI: 'true', CHANGE: 'yes' })
    const others = runsOf(project)
    const reachedChanged = asked.length
    await services.close()

    const rows = HARNESSES.map(([name, path]) => {
      const first = others.get(name)?.divergences.find(({ firstCause }) => firstCause)
      return {
        harness: name,
        recorded: before.get(name)?.status ?? 'none',
        replayed: now.get(name)?.matchRate ?? 'none',
        'cause right': first?.paths.some((each) => path.test(each.path)) ?? false,
        'shown at': first?.paths[0]?.path ?? 'nowhere',
      }
    })
    console.table(rows)
    console.log(
      `requests that reached the server: ${reached} in the replay, ${reachedChanged} with changes`,
    )
    const output = [recorded, replayed, changed].map((run) => run.output).join('\n')
    for (const row of rows)
      expect(row, output).toMatchObject({ recorded: 'passed', replayed: 1, 'cause right': true })
    expect([reached, reachedChanged]).toEqual([0, 0])
  },
)
