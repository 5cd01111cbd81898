import { expect, test } from 'vitest'
import { startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const AGENT = `export async function orderAgent({ id, since }) {
  const response = await fetch(process.env.SERVICE_URL + '/orders/' + id)
  if (!response.ok) throw new Error('the service failed with status ' + response.status)
  return (await response.text()) + ' ' + since.getUTCFullYear()
}
`

const ONE = `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { orderAgent } from './agent.js'

test('one', () => replayRun(orderAgent, { input: { id: 'A-17', since: new Date(0) } }))
`

const AGAIN = `import { expect, test } from 'vitest'
import { createAgentRunner, replayRun } from 'vitest-replay'
import { orderAgent } from './agent.js'

const inputFrom = '__cassettes__/one.test.js/one.cassette.jsonl'

test('again', async () => {
  const run = await replayRun(orderAgent, { inputFrom })
  expect(run.output).toBe('lost 1970')
})

test('of no run', async () => {
  await expect(replayRun(orderAgent, { inputFrom: 'none.cassette.jsonl' })).rejects.toThrow(
    'none.cassette.jsonl',
  )
})

test('a step that is tried with faults', async () => {
  const runner = createAgentRunner({ agent: orderAgent })
  const { run } = await runner.step({ id: 'A-17', since: new Date(0) })
  const outcomes = await run.withFaults({ faults: ['server_error', 'slow'] })
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['failed_cleanly', 'recovered'])
  expect(outcomes).toRecover()
})
`

test('a run is repeated with the input of another one, and a step is tried with faults', async () => {
  const server = await startServer((_request, response) => response.end('lost'))
  const project = createProject({
    'agent.js': AGENT,
    'one.test.js': ONE,
    'again.test.js': AGAIN,
    'package.json': '{"type":"module"}',
    'vitest.config.ts': `import { replay } from 'vitest-replay/plugin'
export default { plugins: [replay()] }
`,
  })
  const env = { SERVICE_URL: server.url }
  await project.vitest(['one.test.js'], env)
  const again = await project.vitest(['again.test.js'], env)
  expect(again.output).toContain('3 passed')
  expect(server.requests.map(({ url }) => url)).toEqual(Array(3).fill('/orders/A-17'))
  await server.close()
  const replayed = await project.vitest([], { ...env, CI: 'true' })
  expect(replayed.output).toContain('4 passed')
})
