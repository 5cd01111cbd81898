import { expect, test } from 'vitest'
import { queryRuns, querySpans, waitForRuns } from '../../../src/report.ts'
import { startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const TEST = `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

async function orderAgent() {
  const ask = async (path) => (await fetch(process.env.SERVICE_URL + path)).text()
  return (await ask('/first')) + (await ask('/held'))
}

test('waits', () => replayRun(orderAgent))
`

test('another process asks for runs and spans while a run goes on, and waits for its end', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const server = await startServer(async (request, response) => {
    if (request.url === '/held') await held
    response.end('yes')
  })
  const project = createProject({
    'wait.test.js': TEST,
    'package.json': '{"type":"module"}',
    'vitest.config.ts': `import { replay } from 'vitest-replay/plugin'
export default { plugins: [replay()] }
`,
  })
  const place = { root: project.root }
  const ended = project.vitest([], { SERVICE_URL: server.url })
  await expect.poll(() => querySpans({ type: 'http' }, {}, place)).toHaveLength(1)

  const [run] = queryRuns({ status: 'running', agent: 'orderAgent' }, place)
  expect(run).toMatchObject({ run: { name: 'waits' }, state: 'running', endedAt: null })
  const { traceId } = run!
  const unknown = '0'.repeat(32)
  const waiting = waitForRuns([traceId, unknown], { ...place, timeoutMs: 100 })
  await expect(waiting).rejects.toMatchObject({
    code: 'RUNS_PENDING',
    message: expect.stringMatching(
      new RegExp(
        `${traceId} \\("waits", after action 0, GET .*/first\\), ${unknown} \\(which has not begun\\) did not end within 100 ms`,
      ),
    ),
  })
  const both = waitForRuns([traceId], place)
  release()
  expect(await both).toMatchObject([{ traceId, state: 'passed' }])
  expect(querySpans({ name: 'GET *', outcome: 'success' }, {}, place)).toMatchObject([
    { traceId, action: { index: 0 } },
    { traceId, action: { index: 1 } },
  ])
  expect((await ended).exitCode).toBe(0)
  await server.close()
})
