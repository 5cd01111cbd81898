import { expectTypeOf, test } from 'vitest'
import {
  createAgentRunner,
  replayRun,
  type AgentContext,
  type AgentRun,
  type AgentRunner,
  type ForkFacts,
  type ModelMessage,
  type ReplayRun,
  type RunSpan,
  type Signals,
} from '../../src/index.ts'
import {
  loadRun,
  queryRuns,
  querySpans,
  waitForRuns,
  type ReportAction,
  type ReplayReport,
  type StoredHead,
  type StoredRun,
} from '../../src/report.ts'

class OrderAgent {
  async run(input: { id: string }, context: AgentContext): Promise<{ state: string }> {
    context.score('reward', 0.8)
    return { state: `${input.id} is ${String(context.resources['word'])}` }
  }
}

class Prompt {
  text = ''
}

test('a runner takes functions, objects and classes, and knows their inputs and outputs', async () => {
  const runner = createAgentRunner({ agent: OrderAgent, resources: { word: 'lost' } })
  expectTypeOf(runner).toEqualTypeOf<AgentRunner<{ id: string }, { state: string }>>()
  expectTypeOf(createAgentRunner({ agent: new OrderAgent() })).toEqualTypeOf(runner)
  const run = await runner.step({ id: 'A-17' }, { resources: { word: 'found' }, mode: 'replay' })
  expectTypeOf(run).toEqualTypeOf<AgentRun<{ state: string }>>()
  expectTypeOf(run.status).toEqualTypeOf<'success' | 'error' | 'diverged'>()
  expectTypeOf(run.output).toEqualTypeOf<{ state: string } | undefined>()
  expectTypeOf(run.spans({ type: 'tool' })).toEqualTypeOf<RunSpan[]>()
  expectTypeOf(run.messages).toEqualTypeOf<readonly ModelMessage[]>()
  expectTypeOf(run.signals).toEqualTypeOf<Signals>()
  expectTypeOf(run.scores['reward']).toEqualTypeOf<number | undefined>()
  expectTypeOf(run.finalScore).toEqualTypeOf<number | null>()
  expectTypeOf(run.costUsd).toEqualTypeOf<number | null>()
  expectTypeOf(run.run).toEqualTypeOf<ReplayRun<{ state: string }>>()
  expectTypeOf(run.saveAsTest({ file: 'a.test.ts', module: 'a.ts' })).toBeString()
  expectTypeOf(await runner.check({ word: 1 })).toEqualTypeOf<string[]>()
  // @ts-expect-error the input has an id
  await runner.step({ name: 'A-17' })
  // @ts-expect-error no such mode
  await runner.step({ id: 'A-17' }, { mode: 'all' })
  // @ts-expect-error a budget has limits
  await runner.step({ id: 'A-17' }, { mode: 'live', budget: 1 })
})

test('resources have types, and actions are seen as they end', () => {
  createAgentRunner({
    agent: async (question: string) => question.length,
    requires: { word: 'string', prompt: Prompt },
    onSpan: (span) => {
      expectTypeOf(span).toEqualTypeOf<RunSpan>()
      expectTypeOf(span.name).toBeString()
    },
  })
  // @ts-expect-error no such type
  createAgentRunner({ agent: async () => 1, requires: { word: 'text' } })
  // @ts-expect-error an agent runs
  createAgentRunner({ agent: { start: () => 1 } })
})

test('a fork, and an input out of a recording', async () => {
  const agent = async (input: { id: string }) => input.id
  const run = await replayRun(agent, { input: { id: 'A' }, fork: { at: 3, then: 'live' } })
  expectTypeOf(run.fork).toEqualTypeOf<ForkFacts | undefined>()
  await replayRun(agent, { inputFrom: 'x.cassette.jsonl' })
  await replayRun(agent, { fork: { at: 0, answer: { any: 'thing' }, model: 'gpt-4o-mini' } })
  // @ts-expect-error no such way to go on
  await replayRun(agent, { fork: { at: 0, then: 'stop' } })
  // @ts-expect-error it leaves at an action
  await replayRun(agent, { fork: { then: 'live' } })
})

test('the store of runs', async () => {
  expectTypeOf(queryRuns({ status: 'running', minCostUsd: 1 })).toEqualTypeOf<StoredHead[]>()
  expectTypeOf(querySpans({ type: 'tool', outcome: 'error' }, { agent: 'a' })).toEqualTypeOf<
    Array<{ traceId: string; action: ReportAction }>
  >()
  expectTypeOf(await waitForRuns(['a'], { timeoutMs: 1 })).toEqualTypeOf<StoredHead[]>()
  expectTypeOf(loadRun('a')).toEqualTypeOf<StoredRun>()
  // @ts-expect-error no such state
  queryRuns({ status: 'done' })
  // @ts-expect-error no such kind of action
  querySpans({ type: 'database' })
  expectTypeOf<ReplayReport['runs'][number]['faults']>().toBeNullable()
})
