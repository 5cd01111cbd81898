import { expect, test } from 'vitest'
import { action } from '../../../src/worker/wrap/actions.ts'
import { assertRun } from '../../../src/worker/run/assert-run.ts'
import { ReplayAssertionError } from '../../../src/worker/run/replay-assertion-error.ts'
import { recordAndReplay } from './replayed-run.ts'

const find = action('find', (id: string) => `order ${id}`)
const refund = action('refund', (id: string, amount: number) => ({ id, amount }))

const agent = () => [find('A-17'), refund('A-17', 30)]
const changed = () => [find('A-17'), refund('A-17', 300)]
const failing = () => {
  find('A-17')
  throw new RangeError('no more orders')
}

type Replayed = Awaited<ReturnType<typeof recordAndReplay>>

/** Asserts a run, and returns the error and what is published. */
function outcomeOf({ run, prepared, publication }: Replayed) {
  let error: unknown
  try {
    assertRun(run, prepared)
  } catch (thrown) {
    error = thrown
  }
  const { status, error: published } = publication.report
  return { error, status, published }
}

test('a run that matches passes, and returns its output', async () => {
  const replayed = await recordAndReplay({ recorded: agent })
  expect(replayed.run).toMatchObject({ matchRate: 1, receipt: { served: 2, blocked: 0 } })
  expect(replayed.run.output).toEqual(['order A-17', { id: 'A-17', amount: 30 }])
  expect(outcomeOf(replayed)).toEqual({ error: undefined, status: 'passed', published: null })
})

test('a mismatched run fails with its diagnosis', async () => {
  const replayed = await recordAndReplay({ recorded: agent, replayed: changed })
  expect(replayed.run.matchRate).toBeCloseTo(2 / 3)
  const { error, status, published } = outcomeOf(replayed)
  expect(error).toBeInstanceOf(ReplayAssertionError)
  expect((error as ReplayAssertionError).run).toBe(replayed.run)
  expect(Object.keys(JSON.parse(JSON.stringify(error)) as object).sort()).toEqual([
    'code',
    'message',
    'name',
    'stack',
  ])
  const { message } = error as Error
  expect(message).toContain('The replay of "refunds an order" does not match its recording')
  expect(message).toMatch(/match rate 0\.66\d*, at least 1 required/)
  expect(message).toContain('VITEST_REPLAY=all npx vitest run agent.test.ts')
  expect({ status, published }).toEqual({
    status: 'failed',
    published: expect.stringContaining('match rate 0.66') as string,
  })
})

test('a threshold decides: of the run, else of the plugin, else 1', async () => {
  const agents = { recorded: agent, replayed: changed }
  const passes = async (...options: [run: number | undefined, plugin: number | undefined]) => {
    const [run, plugin] = options.map((matchRate) =>
      matchRate === undefined ? {} : { thresholds: { matchRate } },
    )
    return outcomeOf(await recordAndReplay(agents, run, plugin)).status === 'passed'
  }
  expect(await passes(undefined, undefined)).toBe(false)
  expect(await passes(0.66, undefined)).toBe(true)
  expect(await passes(0.67, undefined)).toBe(false)
  expect(await passes(undefined, 0.66)).toBe(true)
  expect(await passes(0.67, 0.66)).toBe(false)
  expect(await passes(0.66, 0.67)).toBe(true)
})

test('a call that is not in the cassette fails whatever the rate, unless it is accepted', async () => {
  const more = () => {
    const result = agent()
    try {
      find('A-18')
    } catch {
      // The agent swallows it.
    }
    return result
  }
  const agents = { recorded: agent, replayed: more }
  const strict = outcomeOf(await recordAndReplay(agents, { thresholds: { matchRate: 0 } }))
  expect((strict.error as Error).message).toContain('1 blocked: requests that are not in the')
  expect((strict.error as Error).message).toContain('blocked: tool "find" with these inputs')
  const accepting = { thresholds: { matchRate: 0, blocked: 1 } }
  expect(outcomeOf(await recordAndReplay(agents, accepting)).status).toBe('passed')
})

test('without thresholds a blocked call is left to the end of the test', async () => {
  const more = () => {
    agent()
    try {
      find('A-18')
    } catch {
      // The agent swallows it.
    }
  }
  const replayed = await recordAndReplay({ recorded: agent, replayed: more }, { thresholds: false })
  const { error, status } = outcomeOf(replayed)
  expect({ error, status }).toEqual({ error: undefined, status: 'failed' })
  expect(replayed.prepared.context.misses).toMatchObject([
    { messages: replayed.run.blocked, error: { name: 'ReplayAssertionError' } },
  ])
})

test('without thresholds a divergence is left to the test', async () => {
  const agents = { recorded: agent, replayed: changed }
  const replayed = await recordAndReplay(agents, { thresholds: false })
  expect(replayed.run.divergences).toHaveLength(1)
  expect(outcomeOf(replayed)).toMatchObject({ error: undefined, status: 'passed' })
})

test('a run that made no call fails: nothing was replayed', async () => {
  const replayed = await recordAndReplay(
    { recorded: agent, replayed: () => 'nothing' },
    { thresholds: { matchRate: 0 } },
  )
  expect((outcomeOf(replayed).error as Error).message).toContain('nothing was replayed')
})

test('an error of the agent is thrown itself, and is the cause of a diagnosis', async () => {
  const same = await recordAndReplay({ recorded: failing })
  const own = outcomeOf(same)
  expect(own.error).toBeInstanceOf(RangeError)
  expect(own).toMatchObject({ status: 'failed', published: 'RangeError: no more orders' })

  const diverged = outcomeOf(await recordAndReplay({ recorded: agent, replayed: failing }))
  expect(diverged.error).toBeInstanceOf(ReplayAssertionError)
  expect((diverged.error as Error).cause).toBeInstanceOf(RangeError)
  expect((diverged.error as Error).message).toContain('The agent threw: RangeError')
})

test('an agent that is expected to throw passes by throwing, and fails by returning', async () => {
  const expected = { expectError: true }
  const threw = await recordAndReplay({ recorded: failing }, expected)
  expect(outcomeOf(threw)).toMatchObject({ error: undefined, status: 'passed' })
  expect(threw.run).toMatchObject({ matchRate: 1, output: undefined })
  const returned = outcomeOf(await recordAndReplay({ recorded: agent }, expected))
  expect((returned.error as Error).message).toContain('the agent was expected to throw')
})

test('a budget that is exceeded fails the run', async () => {
  const twice = () => [find('A-17'), find('A-17')]
  const budget = (repeatedCalls: number) =>
    recordAndReplay({ recorded: twice }, { budget: { repeatedCalls } })
  expect(outcomeOf(await budget(2)).status).toBe('passed')
  expect((outcomeOf(await budget(1)).error as Error).message).toContain('over budget: "find"')
})

test('a score that was not measured does not reach a threshold', async () => {
  const replayed = await recordAndReplay({ recorded: agent }, { thresholds: { determinism: 80 } })
  expect(outcomeOf(replayed)).toMatchObject({ status: 'failed' })
})

test('a replay that ran away fails, even where the agent returns', async () => {
  const loop = () => {
    for (let call = 0; call < 30; call++) {
      try {
        find(`A-${call}`)
      } catch {
        // It goes on.
      }
    }
    return 'done'
  }
  const replayed = await recordAndReplay(
    { recorded: agent, replayed: loop },
    { budget: { extraActions: 3 }, thresholds: false },
  )
  const { error, status } = outcomeOf(replayed)
  expect((error as Error).message).toContain('the agent ran away: after 2 recorded actions and 3')
  expect((error as Error).message).toContain('live, it would go on at your cost')
  expect(status).toBe('failed')
})

test('a further take is data: neither its error nor its budget fails it, its match rate does', async () => {
  const failed = await recordAndReplay({ recorded: failing })
  const { options } = failed.prepared
  const take = { ...failed.prepared, take: 2, options: { ...options, budget: { actions: 0 } } }
  expect(outcomeOf({ ...failed, prepared: take })).toMatchObject({ status: 'passed' })
  const diverged = await recordAndReplay({ recorded: agent, replayed: changed })
  const second = { ...diverged.prepared, take: 2 }
  expect((outcomeOf({ ...diverged, prepared: second }).error as Error).message).toContain(
    'match rate 0.66',
  )
})
