import { expect, test } from 'vitest'
import { startDesk } from '../../servers/desk-server.ts'
import { createProject } from '../run-project.ts'

const AGENT = `
import { Document } from '@langchain/core/documents'
import { ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { Command } from '@langchain/langgraph'
import { createReactAgent } from '@langchain/langgraph/prebuilt'
import { ChatOpenAI } from '@langchain/openai'
import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { z } from 'zod'

const ran = (what: string) => appendFileSync('ran.txt', what + ' ')
const order = z.object({ order: z.string() })

/** Tools that answer with messages and commands of their framework. */
const tools = [
  tool(
    async ({ order }, { toolCall }) => {
      ran('look_up')
      return new ToolMessage({
        content: 'Order ' + order + ' holds a teapot.',
        tool_call_id: toolCall.id,
        artifact: [new Document({ pageContent: 'teapot', metadata: { order } })],
      })
    },
    { name: 'look_up', description: 'Looks up an order.', schema: order },
  ),
  tool(
    async ({ order }, { toolCall }) => {
      ran('send_part')
      const content = 'A lid is on its way to ' + order
      return new Command({
        update: { messages: [new ToolMessage({ content, tool_call_id: toolCall.id })] },
      })
    },
    { name: 'send_part', description: 'Sends a part.', schema: order.extend({ part: z.string() }) },
  ),
]

const llm = new ChatOpenAI({
  model: 'gpt-4.1-mini',
  apiKey: 'sk-fake-key-for-tests',
  configuration: { baseURL: process.env.SERVER_URL + '/v1' },
})

test('the tools of a graph', async () => {
  const run = await replayRun(
    async () => {
      const { messages } = await createReactAgent({ llm, tools }).invoke({
        messages: [{ role: 'user', content: 'Where is the lid of B-20?' }],
      })
      const results = messages.filter((one) => ToolMessage.isInstance(one))
      expect(results.every((one) => one instanceof ToolMessage)).toBe(true)
      expect(results[0].artifact[0]).toBeInstanceOf(Document)
      return { results, text: messages.at(-1).text }
    },
    { actions: { tools } },
  )
  expect(run.output.results.map(({ content }) => content)).toEqual([
    'Order B-20 holds a teapot.',
    'A lid is on its way to B-20',
  ])
  expect(run).toHaveCalled('look_up', { order: 'B-20' })
  expect(run).toHaveMatchRate(1)
})
`

test("tools that answer with messages and commands of LangChain are served, as instances of the agent's classes", async () => {
  const project = createProject({ 'graph.test.ts': AGENT })
  const server = await startDesk()
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.output).toContain('1 passed')
  expect(project.read('ran.txt')).toBe('look_up send_part ')

  const replayed = await project.vitest([], { ...env, CI: '1' })

  expect(replayed.output).toContain('1 passed')
  expect(project.read('ran.txt')).toBe('look_up send_part ')
  const shown = await project.command(['show', project.cassettes()[0]!])
  expect(shown.output).toContain('Order B-20 holds a teapot.')
})

const PRELIMINARY = `
import { createOpenAI } from '@ai-sdk/openai'
import { stepCountIs, streamText, tool } from 'ai'
import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { z } from 'zod'

const openai = createOpenAI({ baseURL: process.env.SERVER_URL + '/v1', apiKey: 'sk-fake-key-for-tests' })
const order = z.object({ order: z.string() })
const tools = {
  look_up: tool({
    description: 'Looks up an order.',
    inputSchema: order,
    async *execute() {
      appendFileSync('ran.txt', 'look_up ')
      yield { status: 'looking' }
      yield { status: 'found', item: 'teapot' }
    },
  }),
  send_part: tool({
    description: 'Sends a part.',
    inputSchema: order.extend({ part: z.string() }),
    execute: async () => ({ sent: true }),
  }),
}

test('a tool with preliminary results', async () => {
  const run = await replayRun(
    async () => {
      const results: unknown[] = []
      const { fullStream } = streamText({
        model: openai.chat('gpt-4.1-mini'),
        prompt: 'Where is the lid of B-20?',
        tools,
        stopWhen: stepCountIs(5),
      })
      for await (const part of fullStream)
        if (part.type === 'tool-result') results.push([part.preliminary ?? false, part.output])
      return results
    },
    { actions: { tools } },
  )
  expect(run.output).toEqual([
    [true, { status: 'looking' }],
    [true, { status: 'found', item: 'teapot' }],
    [false, { status: 'found', item: 'teapot' }],
    [false, { sent: true }],
  ])
  expect(run).toHaveCalled('look_up', { order: 'B-20' })
  expect(run).toHaveMatchRate(1)
})
`

test('tools of the AI SDK whose results come one after another are served, one after another', async () => {
  const project = createProject({ 'stream.test.ts': PRELIMINARY })
  const server = await startDesk()
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.output).toContain('1 passed')

  const replayed = await project.vitest([], { ...env, CI: '1' })

  expect(replayed.output).toContain('1 passed')
  expect(project.read('ran.txt')).toBe('look_up ')
})
