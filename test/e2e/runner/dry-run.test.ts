import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const example = fileURLToPath(new URL('../../../examples/dry-run', import.meta.url))
const SOURCES = /^(src\/.*|tasks\.jsonl|vitest\.config\.ts|package\.json)$/
const files = Object.fromEntries(
  readdirSync(example, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(example.length + 1))
    .filter((path) => SOURCES.test(path))
    .map((path) => [path, readFileSync(join(example, path), 'utf8')]),
)

wholeTest('the inputs of a file are run dry, and live within a limit', async () => {
  const server = await startServer((_request, response) =>
    sendJson(response, {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o-mini',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Blue.' }, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
    }),
  )
  const project = createProject(files)
  const dryRun = (args: string[], env: Record<string, string> = {}) =>
    project.command(['dry-run', 'src/answer-agent.ts', ...args], env)

  const replayed = await dryRun(['--inputs', 'tasks.jsonl'], { CI: 'true' })
  expect(replayed.exitCode).toBe(0)
  expect(replayed.output).toContain('  0  llm chat gpt-4o-mini: success, ')
  expect(replayed.output).toMatch(
    /✓ {2}"What's the capital of France\?" +replay +1 +\$0\.\d+ +0\.3/,
  )
  expect(project.report().totals).toMatchObject({ runs: 2, live: 0, matchRate: 1 })

  project.write('more.jsonl', '"What is blue?"\n"And what is green?"\n')
  const unknown = await dryRun(['--inputs', 'more.jsonl', '--limit', '1'])
  expect(unknown.exitCode).toBe(1)
  expect(unknown.output).toMatch(/✗ {2}"What is blue\?" +- +0/)
  const refused = await dryRun(['--inputs', 'more.jsonl', '--live'], { CI: 'true' })
  expect([refused.exitCode, refused.output]).toEqual([
    2,
    expect.stringContaining('nothing is live in CI'),
  ])
  expect(server.requests).toEqual([])

  const env = { OPENAI_BASE_URL: `${server.url}/v1` }
  const live = await dryRun(['--inputs', 'more.jsonl', '--live', '--max-usd', '0.0002'], {
    ...env,
    OPENAI_API_KEY: 'k',
  })
  expect(live.output).toMatch(
    /^live: 2 inputs without a recording, for about \$\S+, limited to \$0\.0002/,
  )
  expect(live.output).toContain('service: http://127.0.0.1:4010 does not answer')
  // One costs 0.00021: it is the last.
  expect(server.requests).toHaveLength(1)
  expect(live.output).toContain('the limit of the cost is reached')
  expect(live.exitCode).toBe(1)
  await server.close()
})
