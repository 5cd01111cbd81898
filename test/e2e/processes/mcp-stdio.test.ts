import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const WITH_AI_SDK = `
  import { experimental_createMCPClient as createMCPClient } from '@ai-sdk/mcp'
  import { Experimental_StdioMCPTransport as StdioTransport } from '@ai-sdk/mcp/mcp-stdio'
  import { test } from 'vitest'
  import { replayRun } from 'vitest-replay'

  test('asks by the AI SDK', async () => {
    await replayRun(async () => {
      const transport = new StdioTransport({ command: 'node', args: ['src/weather-server.mjs'] })
      const client = await createMCPClient({ transport })
      const { forecast } = await client.tools()
      const answer = await forecast.execute({ city: 'Paris' }, { toolCallId: 'call_1', messages: [] })
      await client.close()
      return answer
    })
  })
`

test('an MCP server over stdio is served message by message, and not started', async () => {
  const project = createProject('../../examples/mcp-stdio')
  project.write('ai-sdk.test.ts', WITH_AI_SDK)
  const recorded = await project.vitest([], { VITEST_REPLAY: 'all' })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(project.cassettes()).toHaveLength(2)

  const server = join(project.root, 'src/weather-server.mjs')
  rmSync(server)
  const replayed = await project.vitest([], { CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, processes: 2 })

  const agent = project.read('weather-agent.test.ts')
  project.write('weather-agent.test.ts', agent.replace("'Bergen'", "'Stavanger', 'Narvik'"))
  const changed = await project.vitest(['weather-agent'], { CI: 'true' })
  expect(changed.exitCode, changed.output).toBe(1)
  // Not even an additional call waits: it is refused by a message.
  expect(changed.output).toContain('blocked: mcp "tools/call forecast" with these inputs')
  const [divergence] = project.report().runs[0]!.divergences
  const paths = divergence!.paths.map(({ path }) => path)
  expect(paths).toContain('$.params.arguments.city')
})

test('a recording in which the messages of a server are parts of its process is replayed as it was', async () => {
  const project = createProject('../../examples/mcp-stdio')
  const older = new URL(
    '../../../fixtures/cassettes/mcp-as-a-process.cassette.jsonl',
    import.meta.url,
  )
  project.write(project.cassettes()[0]!, readFileSync(older, 'utf8'))
  rmSync(join(project.root, 'src/weather-server.mjs'))
  const replayed = await project.vitest([], { CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ actions: 1, matchRate: 1, live: 0, processes: 1 })

  const agent = project.read('weather-agent.test.ts')
  project.write('weather-agent.test.ts', agent.replace("'Bergen'", "'Stavanger'"))
  expect((await project.vitest([], { CI: 'true' })).exitCode).toBe(1)
  const [divergence] = project.report().runs[0]!.divergences
  expect(divergence!.paths.map(({ path }) => path)).toContain(
    '$.stdin.messages[4].params.arguments.city',
  )
})

const WRAPPED = `
  import { Client } from '@modelcontextprotocol/sdk/client/index.js'
  import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
  import { test } from 'vitest'
  import { replayRun } from 'vitest-replay'

  const city = (name: string) => (process.env.CHANGED === name ? 'Narvik' : name)

  const weather = {
    client: undefined as Client | undefined,
    forecast(city: string) {
      return this.client!.callTool({ name: 'forecast', arguments: { city } })
    },
  }

  test.each(['served', 'executed'])('calls a tool of a server by a function that is %s', async (how) => {
    const policy = how === 'served' ? {} : { 'tool forecast': 'execute' as const }
    await replayRun(
      async () => {
        const client = new Client({ name: 'weather-agent', version: '1.0.0' })
        weather.client = client
        await client.connect(new StdioClientTransport({ command: 'node', args: ['src/weather-server.mjs'] }))
        const wrapped = await weather.forecast(city('Bergen'))
        const own = await client.callTool({ name: 'forecast', arguments: { city: city('Oslo') } })
        const last = await weather.forecast('Paris')
        await client.close()
        return [wrapped, own, last].length
      },
      { actions: { forecast: [weather, 'forecast'] }, policy },
    )
  })
`

test('of a function that was served, the messages that it sent to a server are not missed', async () => {
  const project = createProject('../../examples/mcp-stdio')
  project.write('wrapped.test.ts', WRAPPED)
  const recorded = await project.vitest(['wrapped'], { VITEST_REPLAY: 'all' })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest(['wrapped'], { CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0 })
  for (const name of ['Bergen', 'Oslo']) {
    await project.vitest(['wrapped'], { CI: 'true', CHANGED: name })
    expect(project.report().runs.map(({ status }) => status)).toEqual(['failed', 'failed'])
  }
})

wholeTest(
  'of two recordings the comparison names the tools that the server offers, and the result of a call',
  async () => {
    const project = createProject('../../examples/mcp-stdio')
    const path = 'src/weather-server.mjs'
    const server = project.read(path)
    /** Records the agent with a server, and keeps the report. */
    const record = async (folder: string, text: string) => {
      project.write(path, text)
      const { exitCode, output } = await project.vitest([], { VITEST_REPLAY: 'all' })
      expect(exitCode, output).toBe(0)
      project.write(`${folder}/report.json`, project.read('.vitest-replay/report.json'))
    }
    await record('base', server)
    await record('tools', server.replace('of tomorrow', 'of today'))
    await record('result', server.replace('Rain', 'Snow'))

    const flags = ['--format', 'json']
    const results = await project.commands([
      ['compare', 'base', 'tools', ...flags],
      ['compare', 'base', 'result', ...flags],
    ])
    const firstOf = ({ output }: (typeof results)[number]) => {
      const { runs } = JSON.parse(output) as { runs: Array<{ divergences: Divergence[] }> }
      return runs[0]!.divergences[0]
    }
    expect(results.map(firstOf)).toMatchObject([
      { kind: 'output_mismatch', cause: 'tool_schema', note: 'tools/list', firstCause: true },
      { kind: 'output_mismatch', cause: 'tool_result', note: 'forecast', firstCause: true },
    ])
  },
)
