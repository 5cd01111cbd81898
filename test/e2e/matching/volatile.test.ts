import { expect, test } from 'vitest'
import type { ReplayReport } from '../../../src/report.ts'
import { startMcpServer } from '../../servers/mcp-server.ts'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const ORDER = 'b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b'

/** A server that echoes the request, so that its answers hold ids, too. */
function startEcho() {
  return startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: Array<{ content: string }> }
    const last = messages.at(-1)!.content
    const content = last.startsWith('Which') ? ORDER : `You said: ${last}`
    return sendJson(response, chatCompletion({ content }))
  })
}

async function record(): Promise<{
  project: Project
  output: string
  env: Record<string, string>
}> {
  const project = createProject('volatile')
  // Without the journal of clock and chance, which would give back the recorded values.
  project.write(
    'vitest.config.ts',
    "import { replay } from 'vitest-replay/plugin'\n\nexport default { plugins: [replay({ environment: false })] }\n",
  )
  const server = await startEcho()
  const env = { MODEL_URL: server.url }
  const { exitCode, output } = await project.vitest(['volatile.test.ts'], env)
  await server.close()
  expect(exitCode, output).toBe(0)
  return { project, output, env: { ...env, CI: 'true' } }
}

function runOf(project: Project, name: string): ReplayReport['runs'][number] {
  return project.report().runs.find((run) => run.name === name)!
}

test('what the run itself made is renamed, also in the answers; what it did not is a divergence', async () => {
  const { project, output, env } = await record()
  expect(output).toContain('volatile: 4 runs differ only in ids, times or random values of its own')
  expect(runOf(project, 'session')).toMatchObject({ verified: true, matchRate: 1 })

  const again = await project.vitest(['volatile.test.ts'], env)
  expect(again.exitCode, again.output).toBe(0)
  const session = runOf(project, 'session')
  expect(session).toMatchObject({ matchRate: 1, divergences: [] })
  expect(session.receipt).toMatchObject({ served: 2, volatile: 2, live: 0 })
  // One uuid; the output tells it too, by the answer in which it was renamed.
  expect(session.volatile).toHaveLength(1)
  const [value] = session.volatile
  expect(value).toMatchObject({ action: 'chat gpt-4o', path: '$.messages[0].content' })
  const recorded = project.read('__cassettes__/volatile.test.ts/session.cassette.jsonl')
  expect(recorded).toContain(value!.recorded)
  expect(recorded).not.toContain(value!.replayed)
  expect(recorded).toContain(`"volatile":["${value!.recorded}"]`)
  expect(runOf(project, 'tenant')).toMatchObject({ matchRate: 1, receipt: { volatile: 1 } })
  // The step's output, and the request that tells it.
  expect(runOf(project, 'step')).toMatchObject({ matchRate: 1, receipt: { volatile: 2 } })
  expect(runOf(project, 'step').volatile).toMatchObject([{ action: 'makeId', path: 'output' }])
  const clock = runOf(project, 'clock')
  expect(clock.receipt.volatile).toBe(1)
  expect(clock.volatile.map(({ recorded }) => recorded)[0]).toMatch(/^\d{4}-\d\d-\d\dT/)

  const changed = await project.vitest(['volatile.test.ts'], {
    ...env,
    ORDER: 'A-1234567891',
    TENANT: '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945',
    BOOKED: '2027-03-06',
    REFUND: '7d9e1c52-0b4a-4f83-a6d7-e2c8f1b03945',
  })
  expect(changed.exitCode).toBe(1)
  const statuses = project.report().runs.map(({ name, status }) => `${name} ${status}`)
  expect(statuses.sort()).toEqual([
    'booking failed',
    'clock passed',
    'order failed',
    'refund failed',
    'session passed',
    'step passed',
    'tenant failed',
  ])
  for (const name of ['booking', 'order', 'refund', 'tenant']) {
    expect(runOf(project, name).volatile).toEqual([])
    expect(runOf(project, name).divergences[0]).toMatchObject({ kind: 'input_mismatch' })
  }
})

wholeTest('an MCP client that lives over several runs counts on', async () => {
  const project = createProject('volatile')
  const server = await startMcpServer()
  const env = { MCP_URL: server.url, MODEL_URL: server.url }
  const recorded = await project.vitest(['mcp.test.ts'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)

  // Alone, the second test asks with another id than when both ran.
  const alone = await project.vitest(['mcp.test.ts', '-t', 'second'], { ...env, CI: 'true' })
  await server.close()
  expect(alone.exitCode, alone.output).toBe(0)
  const second = runOf(project, 'second')
  expect(second.receipt).toMatchObject({ served: 1, volatile: 1, live: 0, blocked: 0 })
  expect(second.volatile[0]).toMatchObject({ path: '$.id' })
})
