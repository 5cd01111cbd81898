import { expect, test } from 'vitest'
import { sourceOf } from '../../../src/worker/context/source-location.ts'

const stack = (...frames: string[]) =>
  ['Error: call', ...frames.map((at) => `    at ${at}`)].join('\n')

const SDK = 'OpenAI.makeRequest (/app/node_modules/openai/client.js:400:37)'

test('names the first line that is neither of Node nor of a package nor of ours', () => {
  const at = sourceOf(
    stack(
      'fetch (file:///app/node_modules/vitest-replay/dist/setup.js:12:3)',
      SDK,
      'node:internal/process/task_queues:95:5',
      'async ask (/app/src/agent.ts:12:34)',
      'async /app/test/agent.test.ts:9:3',
    ),
    '/app',
  )
  expect(at).toEqual({ file: 'src/agent.ts', line: 12, column: 34 })
})

test.each([
  ['a module by its URL', 'async file:///app/src/agent.ts:3:4', 'src/agent.ts'],
  ['a space in the URL', 'ask (file:///app/my%20agents/one.ts:3:4)', 'my agents/one.ts'],
  ['a space in the path', 'async ask (/app/my agents/one.ts:3:4)', 'my agents/one.ts'],
  ['brackets in the path', 'async /app/(shop)/one.ts:3:4', '(shop)/one.ts'],
  ['a method with an alias', 'Agent.ask [as run] (/app/src/agent.ts:3:4)', 'src/agent.ts'],
  ['a constructor', 'new Agent (/app/src/agent.ts:3:4)', 'src/agent.ts'],
  ['a query', 'ask (/app/src/agent.ts?v=12:3:4)', 'src/agent.ts'],
  ['a file outside of the root', 'ask (/shared/agent.ts:3:4)', '../shared/agent.ts'],
])('reads %s', (_, frame, file) => {
  expect(sourceOf(stack(SDK, frame), '/app')).toEqual({ file, line: 3, column: 4 })
})

test.each([
  ['no stack', undefined],
  ['packages only', stack(SDK)],
  ['a promise', stack('async Promise.all (index 0)')],
  ['evaluated code', stack('eval (eval at ask (/app/src/agent.ts:3:4), <anonymous>:1:1)')],
  ['a virtual module', stack('ask (virtual:agent:3:4)')],
])('is unknown with %s', (_, given) => {
  expect(sourceOf(given, '/app')).toBeNull()
})
