import { Annotation, Command, interrupt, MemorySaver, StateGraph } from '@langchain/langgraph'
import { Agent, Runner, tool, type AgentOutputItem, type Model } from '@openai/agents'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { RunOptions } from '../../../src/core/options/run-options.ts'
import { assertRun } from '../../../src/worker/run/assert-run.ts'
import type { AgentContext } from '../../../src/worker/prepare/agent.ts'
import { recordAndReplay } from './replayed-run.ts'

const State = Annotation.Root({ amount: Annotation<number>, refunded: Annotation<boolean> })

/** A graph that asks before it refunds. */
const openGraph = () =>
  new StateGraph(State)
    .addNode('refund', ({ amount }) => ({ refunded: interrupt({ amount }) === 'approve' }))
    .addEdge('__start__', 'refund')
    .compile({ checkpointer: new MemorySaver() })

type Waiting = { __interrupt__?: Array<{ value: unknown }>; refunded?: boolean }

async function refundByGraph(_input: unknown, context: AgentContext): Promise<Waiting> {
  const graph = openGraph()
  const thread = { configurable: { thread_id: '1' } }
  const state = (await graph.invoke({ amount: 40 }, thread)) as Waiting
  const [asked] = state.__interrupt__ ?? []
  if (!asked) return state
  const resume = await context.requestApproval('refund', asked.value)
  return (await graph.invoke(new Command({ resume }), thread)) as Waiting
}

/** A model that calls the tool first, and then says what came of it. */
const model = (): Model => ({
  async getResponse({ input }) {
    const items = typeof input === 'string' ? [] : input
    const result = items.find(({ type }) => type === 'function_call_result')
    const message = {
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: JSON.stringify(result ?? null) }],
    } satisfies AgentOutputItem
    const call = {
      type: 'function_call',
      callId: 'call_1',
      name: 'refund',
      status: 'completed',
      arguments: '{"amount":40}',
    } satisfies AgentOutputItem
    return { usage: {} as never, output: [result ? message : call] }
  },
  getStreamedResponse() {
    throw new Error('it does not stream')
  },
})

const openAgent = () =>
  new Agent({
    name: 'desk',
    model: model(),
    tools: [
      tool({
        name: 'refund',
        description: 'Refunds an order',
        parameters: z.object({ amount: z.number() }),
        needsApproval: true,
        execute: () => 'refunded',
      }),
    ],
  })

const runner = () => new Runner({ tracingDisabled: true })

async function refundByTool(_input: unknown, context: AgentContext): Promise<string> {
  const agent = openAgent()
  let result = await runner().run(agent, 'Refund it')
  for (const item of result.interruptions) {
    const request: unknown = JSON.parse(item.arguments ?? 'null')
    const answer = await context.requestApproval(item.name ?? 'tool', request)
    if (answer === 'approve') result.state.approve(item)
    else result.state.reject(item)
  }
  result = await runner().run(agent, result.state)
  return result.finalOutput ?? ''
}

type Work = (input: unknown, context: AgentContext) => unknown

const approvals: RunOptions['approvals'] = { refund: () => 'approve' }
const policy: RunOptions['policy'] = { 'approval refund': { answer: 'reject' } }

test('an interrupt of LangGraph is resumed with the recorded answer, or another one', async () => {
  const { run, live } = await recordAndReplay({ recorded: refundByGraph }, { approvals })
  expect(live.ledger.actions.map(({ type, name }) => [type, name])).toEqual([
    ['approval', 'refund'],
  ])
  expect(run).toMatchObject({ matchRate: 1, output: { refunded: true } })
  const recorded = await recordAndReplay({ recorded: refundByGraph }, { policy })
  expect(recorded.run).toMatchObject({ matchRate: 1, output: { refunded: false } })
})

test('a tool of the OpenAI Agents SDK is approved by the recorded answer, or rejected', async () => {
  const { run } = await recordAndReplay({ recorded: refundByTool }, { approvals })
  expect(run).toMatchObject({ matchRate: 1, output: expect.stringContaining('refunded') as string })
  const rejected = await recordAndReplay({ recorded: refundByTool }, { policy })
  expect(rejected.run.matchRate).toBe(1)
  expect(rejected.run.output).toContain('not approved')
})

test.each<[what: string, name: string, agent: Work]>([
  [
    'LangGraph',
    'interrupt',
    () => openGraph().invoke({ amount: 40 }, { configurable: { thread_id: '1' } }),
  ],
  ['the OpenAI Agents SDK', 'refund', () => runner().run(openAgent(), 'Refund it')],
])(
  'a run that ends while %s waits for a person is interrupted, and says for what',
  async (_what, name, waiting) => {
    const agent = (input: unknown, context: AgentContext) =>
      context.step('work', () => waiting(input, context))
    const { prepared, publication, run } = await recordAndReplay({ recorded: agent })
    assertRun(run, prepared)
    expect(publication.report.approvals).toEqual([
      { action: null, name, notifiedBy: null, answered: false, resumedBy: null },
    ])
    expect(publication.report.signals.stop_reason).toBe('interrupted')
  },
)
