import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const AGENT = `
export const orders = { lookUp: () => (process.env.SHOP === 'up' ? { owner: { name: 'Ada' } } : {}) }
export async function greet({ id }) {
  const order = await orders.lookUp(id)
  return 'Hello ' + order.owner.name
}
`
const TEST = `
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { greet, orders } from './agent.mjs'

test('greets the owner', async () => {
  const run = await replayRun(greet, { input: { id: 'A-1' }, actions: { lookUp: [orders, 'lookUp'] } })
  expect(run.output).toBe('Hello Ada')
})
`

wholeTest(
  'a failure is reproduced, and confirmed by another answer of the action that is suspected',
  async () => {
    const project = createProject({
      'agent.mjs': AGENT,
      'greet.test.mjs': TEST,
      'vitest.config.mjs': `import { replay } from 'vitest-replay/plugin'\nexport default { plugins: [replay()] }\n`,
    })
    expect((await project.vitest([], { SHOP: 'up' })).exitCode).toBe(0)
    expect((await project.vitest([], { VITEST_REPLAY: 'all' })).exitCode).toBe(1)
    const [failed] = project.report().runs
    const { traceId, diagnosis } = failed!
    expect(diagnosis).toMatchObject({
      errorClass: 'agent_error',
      status: 'observed',
      source: { file: 'agent.mjs', line: 5 },
      suspiciousResults: [{ index: 0, name: 'lookUp', kind: 'empty_result' }],
      lastGoodSpan: null,
      releaseDiff: { lastPassed: { traceId: expect.any(String) } },
      story: { tried: 'greet was given {"id":"A-1"}' },
    })
    expect(project.report().causes).toMatchObject([{ executions: 1 }])

    const tried = await project.command(['replay', traceId!, '--confirm', '--times', '1'])
    expect(tried.output).toContain(
      '(confirmed: gone in 1 of 1 with another answer of action 0, failed in 1 of 1 replay with the same answers)',
    )
    expect(tried.exitCode).toBe(0)
  },
)
