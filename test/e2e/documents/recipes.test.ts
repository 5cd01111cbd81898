import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const RECIPES = readFileSync(new URL('../../../.github/docs/recipes.md', import.meta.url), 'utf8')

/** The first code below a heading of the recipes. */
function codeOf(heading: string): string {
  const from = RECIPES.indexOf(`## ${heading}\n`)
  if (from === -1) throw new Error(`The recipes have no heading "${heading}"`)
  return /```ts\n([\s\S]*?)```/.exec(RECIPES.slice(from))![1]!
}

wholeTest('the code of the recipes does what they say', async () => {
  const project = createProject({
    'cli.js': `
      import { createInterface } from 'node:readline/promises'
      for await (const line of createInterface({ input: process.stdin })) {
        const body = line + process.argv.slice(2)
        const answer = await fetch(process.env.SERVICE_URL + '/cli', { method: 'POST', body })
        console.log(answer.ok ? 'refunded' : 'failed')
        process.exit(0)
      }
    `,
    'recipes.test.ts': `
      import { readFileSync } from 'node:fs'
      import { setupServer } from 'msw/node'
      import { expect, test } from 'vitest'
      import { replayProcess, replayRun } from 'vitest-replay'
      import { fromCassette } from 'vitest-replay/msw'

      const ask = (path, body) => fetch(process.env.SERVICE_URL + path, { method: 'POST', body })
      const env = {}
      const worker = {
        async fetch(request, _env, { waitUntil }) {
          const question = await request.text()
          waitUntil(ask('/first', question).then((answer) => answer.text()).then(() => ask('/second', 'more')))
          return new Response('ok')
        },
      }

      test('serverless', async () => {
        ${codeOf('Serverless handlers and `waitUntil`')}
        expect([run.output, run.actions.length]).toEqual(['ok', 2])
      })

      test('command-line', async () => {
        ${codeOf('Command-line agents')}
      })

      const input = 'a question'
      const agent = async (question) => {
        const thread = crypto.randomUUID()
        await ask('/thread', JSON.stringify({ question, thread }))
        return thread
      }

      test('result', async () => {
        ${codeOf('What a run tells a test')}
        expect(run).toMatchCassette()
      })

      test.runIf(process.env.CI)('served', async () => {
        const server = setupServer(
          ...fromCassette(readFileSync('__cassettes__/recipes.test.ts/serverless.cassette.jsonl', 'utf8')),
        )
        server.listen()
        expect((await ask('/first', 'Where is my order?')).status).toBe(200)
        expect((await ask('/first', 'Where is my order?')).status).toBe(400)
        server.close()
      })
    `,
  })
  const service = await startServer((_request, response) => sendJson(response, { ok: true }))
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest([], env)
  await service.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.report().totals).toMatchObject({ runs: 3, matchRate: 1, live: 0 })
})
