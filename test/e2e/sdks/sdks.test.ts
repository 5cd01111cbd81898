import { expect } from 'vitest'
import type { ReplayReport } from '../../../src/report.ts'
import { startMcpServer } from '../../servers/mcp-server.ts'
import { startProviderServer } from '../../servers/provider-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

type Run = ReplayReport['runs'][number]

const CASES = ['json', 'stream', 'retry', 'break', 'abort', 'blocked'] as const

/** The error that each SDK raises for a blocked request: the one that it raises for any bad request. */
const BLOCKED_AS: Record<string, string> = {
  agents: 'BadRequestError 400',
  'ai-anthropic': 'APICallError 400',
  'ai-openai': 'APICallError 400',
  anthropic: 'BadRequestError 400',
  google: 'ApiError 400',
  langchain: 'BadRequestError 400',
  mcp: 'StreamableHTTPError 400',
  openai: 'BadRequestError 400',
  'openai-responses': 'BadRequestError 400',
}

const SDKS = Object.keys(BLOCKED_AS)

/** These wait between attempts by a clock of their own, whatever the answer's headers say. */
const OWN_BACKOFF = new Set(['google', 'langchain'])

/** `ok`, or what is wrong with the replay of one case. */
function judge(recorded: Run, replayed: Run): string {
  const { receipt, status } = replayed
  if (recorded.status !== 'passed' || recorded.verified !== true)
    return `recording ${recorded.status}`
  if (receipt.live > 0) return `${receipt.live} live`
  if (recorded.workflow === 'blocked') return judgeBlocked(replayed)
  if (status !== 'passed' || replayed.matchRate !== 1)
    return `${status}, match rate ${replayed.matchRate}`
  if (receipt.served !== recorded.receipt.live || receipt.unserved + receipt.blocked > 0)
    return `served ${receipt.served} of ${recorded.receipt.live}`
  if (recorded.workflow === 'retry') {
    if (receipt.served !== 2) return `${receipt.served} attempts`
    if (recorded.durationMs < 900) return 'no wait while recording'
    // Nearly all of the recording is its wait, which a replay does not repeat.
    const share = replayed.durationMs / recorded.durationMs
    if (share > 0.8 && !OWN_BACKOFF.has(replayed.agent!))
      return `replay took ${Math.round(share * 100)} % of the recording`
  }
  return 'ok'
}

function judgeBlocked({ agent, divergences, receipt, status }: Run): string {
  if (status !== 'failed') return `not failed: ${status}`
  if (receipt.blocked !== 1) return `${receipt.blocked} attempts`
  const output = divergences.flatMap(({ paths }) => paths).find(({ path }) => path === '$')
  return output?.replayed === BLOCKED_AS[agent!] ? 'ok' : `raised ${String(output?.replayed)}`
}

/** One row an SDK, one column a case. */
function tabulate(recorded: ReplayReport, replayed: ReplayReport): Record<string, object> {
  const rows: Record<string, Record<string, string>> = {}
  for (const run of recorded.runs) {
    const again = replayed.runs.find(({ runId }) => runId === run.runId)
    const row = (rows[run.agent!] ??= Object.fromEntries(CASES.map((name) => [name, '-'])))
    row[run.workflow!] = again ? judge(run, again) : 'not replayed'
  }
  return rows
}

wholeTest('SDKs are recorded, and replayed with their servers gone', async () => {
  const project = createProject('sdks')
  const [models, mcp] = [await startProviderServer(), await startMcpServer()]
  const env = { MODEL_URL: models.url, MCP_URL: mcp.url, SDKS: SDKS.join(',') }
  const recording = await project.vitest([], env)
  await models.close()
  await mcp.close()
  expect(recording.exitCode, recording.output).toBe(0)
  const recorded = project.report()

  const replay = await project.vitest([], { ...env, CI: 'true', CHANGED: 'yes' })
  const table = tabulate(recorded, project.report())
  console.table(table)
  const all = { json: 'ok', stream: 'ok', retry: 'ok', break: 'ok', abort: 'ok', blocked: 'ok' }
  const mcpCases = { ...all, retry: '-', break: '-' }
  expect(table).toEqual(
    Object.fromEntries(SDKS.map((name) => [name, name === 'mcp' ? mcpCases : all])),
  )
  expect(replay.exitCode).toBe(1)
  // Only the tests in which a request was blocked fail, although the agent swallowed its error.
  const tests = SDKS.length * CASES.length - 2
  expect(replay.output).toMatch(
    new RegExp(`Tests\\s+${SDKS.length} failed \\| ${tests - SDKS.length} passed`),
  )

  const sources = project.report().runs.flatMap((run) => sourcesOf(run))
  for (const { file, line } of sources) {
    expect(project.read(file).split('\n')[line - 1], `${file}:${line}`).toMatch(CALL)
  }
  expect([...new Set(sources.map(({ of }) => of))]).toEqual(expect.arrayContaining(LOCATED))
})

/** The lines of the fixture on which an SDK is called. */
const CALL =
  /await (client|model)\.|await generateText\(|await run\(|await replayRun\(|= model\.stream\(/

/** Calls that the engine's asynchronous stack reaches on every version of Node. */
const LOCATED = [
  'agents json llm',
  'agents json tool',
  'ai-anthropic json llm',
  'ai-openai json llm',
  'anthropic json llm',
  'anthropic retry llm',
  'google json llm',
  'openai json llm',
  'openai break llm',
  'openai-responses json llm',
]

function sourcesOf({ agent, workflow, actions }: Run) {
  return actions.flatMap(({ type, source }) =>
    source ? [{ of: `${agent} ${workflow} ${type}`, ...source }] : [],
  )
}
