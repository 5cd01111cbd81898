import { tool as langChainTool } from '@langchain/core/tools'
import { RunContext, tool as agentTool } from '@openai/agents'
import { tool } from 'ai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { namedMethod, toolMethodOf } from '../../../src/worker/wrap/framework-tools.ts'

const schema = z.object({ order: z.string() })
const about = { name: 'look_up', description: 'Looks up an order.' }
const input = { order: 'B-20' }

/** Replaces the method of a tool as the option `actions` does; returns the inputs of each call of it. */
function watch(method: NonNullable<ReturnType<typeof toolMethodOf>>): unknown[][] {
  const calls: unknown[][] = []
  const { owner, key, inputsOf } = method
  const original = owner[key] as (...args: unknown[]) => unknown
  owner[key] = function (this: unknown, ...args: unknown[]) {
    calls.push(inputsOf(args))
    return original.apply(this, args)
  }
  return calls
}

test("finds where LangChain calls a tool, without the run's configuration", async () => {
  const lookUp = langChainTool(async ({ order }) => `${order}: lost`, { ...about, schema })
  const method = toolMethodOf(lookUp)!
  const calls = watch(method)
  const call = { type: 'tool_call' as const, id: 'call_1', name: 'look_up', args: input }
  const message = (await lookUp.invoke(call, { tags: ['t'] })) as { content: string }
  expect(message.content).toBe('B-20: lost')
  expect([method.name, calls]).toEqual(['look_up', [[input]]])
  expect(namedMethod(lookUp as never, 'invoke').key).toBe('_call')
  expect(namedMethod(lookUp as never, 'func').inputsOf([input, {}, {}])).toEqual([input])
})

test('finds the methods of the AI SDK, of Mastra and of OpenAI Agents', async () => {
  const ai = toolMethodOf(tool({ inputSchema: schema, execute: async () => 'lost' }))!
  expect([ai.key, ai.inputsOf([input, { messages: [] }])]).toEqual(['execute', [input]])
  const mastra = toolMethodOf({ id: 'look-up', execute: async () => 'lost' })!
  const given = [{ context: input, runtimeContext: {}, mastra: {} }, { toolCallId: 'c' }]
  expect([mastra.name, mastra.inputsOf(given)]).toEqual(['look-up', [input]])
  expect(mastra.inputsOf([{ context: 'a field of the tool' }])).toEqual([
    { context: 'a field of the tool' },
  ])
  const agents = agentTool({ ...about, parameters: schema, execute: async () => 'lost' })
  const method = toolMethodOf(agents)!
  const calls = watch(method)
  await agents.invoke(new RunContext(), JSON.stringify(input))
  expect([method.name, calls]).toEqual(['look_up', [[JSON.stringify(input)]]])
})

test('names the calls of an MCP client by the tool', () => {
  const client = { callTool: async () => ({}), listTools: async () => [] }
  const method = toolMethodOf(client)!
  const bySdk = [{ name: 'price_of', arguments: input }, undefined, { signal: null }]
  const byAgents = ['price_of', input]
  expect([method.nameOf!(bySdk), method.inputsOf(bySdk)]).toEqual(['price_of', [input]])
  expect([method.nameOf!(byAgents), method.inputsOf(byAgents)]).toEqual(['price_of', [input]])
})

test('finds the methods of the runners of Anthropic, OpenAI, ADK and LlamaIndex', () => {
  const run = () => 'lost'
  const anthropic = { name: 'look_up', run, parse: (value: unknown) => value }
  expect(toolMethodOf(anthropic)?.key).toBe('run')
  const openai = { type: 'function', function: { name: 'look_up', function: run } }
  expect(toolMethodOf(openai)).toMatchObject({ key: 'function', name: 'look_up' })
  const adk = toolMethodOf({ name: 'look_up', runAsync: run })!
  expect(adk.inputsOf([{ args: input, toolContext: {} }])).toEqual([input])
  expect(toolMethodOf({ metadata: { name: 'look_up' }, call: run })?.name).toBe('look_up')
})

test("takes no object of the user's functions for a tool", () => {
  const work = () => 1
  expect(
    [{ find: work }, { run: work, parse: work }, { call: work }, null].map(toolMethodOf),
  ).toEqual([null, null, null, null])
})
