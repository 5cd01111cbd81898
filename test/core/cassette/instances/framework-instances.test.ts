import { inspect } from 'node:util'
import * as documents from '@langchain/core/documents'
import * as messages from '@langchain/core/messages'
import * as graphs from '@langchain/langgraph'
import { expect, test } from 'vitest'
import { captureValue, restoreValue } from '../../../../src/core/cassette/value.ts'
import { modulesWithin } from '../../../../src/core/cassette/instances/framework-instances.ts'

const { AIMessage, AIMessageChunk, HumanMessage, RemoveMessage, ToolMessage } = messages
const modules: Record<string, Record<string, unknown>> = {
  '@langchain/core/messages': messages,
  '@langchain/core/documents': documents,
  '@langchain/langgraph': graphs,
}
const book = { find: (module: string, name: string) => modules[module]?.[name] as never }
const store = (value: unknown) =>
  JSON.parse(JSON.stringify(captureValue(value, 'an output', { withInstances: true }))) as never

function changed<T extends object>(value: T, fields: object): T {
  return Object.assign(value, fields)
}

test.each<[string, () => unknown]>([
  [
    'a result',
    () => new ToolMessage({ content: 'lost', tool_call_id: 'c1', artifact: [new Date(0)] }),
  ],
  ['a failed result', () => new ToolMessage({ content: '', tool_call_id: 'c', status: 'error' })],
  ['a question', () => new HumanMessage('Where is it?')],
  [
    'a question by name',
    () => new HumanMessage({ content: [{ type: 'text', text: 'Where?' }], name: 'Ann' }),
  ],
  [
    'an answer with calls',
    () =>
      new AIMessage({
        content: '',
        tool_calls: [{ name: 'look_up', args: { order: 'B-20' }, id: 'c1' }],
        usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      }),
  ],
  ['a part of an answer', () => new AIMessageChunk({ content: 'lo', id: 'm1' })],
  ['a message to be removed', () => new RemoveMessage({ id: 'm1' })],
  ['a message that got an id later', () => changed(new HumanMessage('Hi'), { id: 'm2' })],
  ['a document', () => new documents.Document({ pageContent: 'Tea', metadata: { page: 3 } })],
  [
    'a command with messages',
    () =>
      new graphs.Command({
        goto: 'desk',
        update: { messages: [new ToolMessage({ content: 'lost', tool_call_id: 'c1' })] },
      }),
  ],
  ['a part to be sent', () => new graphs.Send('desk', { order: 'B-20', at: new Date(0) })],
])('%s comes back as an instance of its class', (_name, make) => {
  const value = make() as object
  const back = restoreValue(store(value), book) as object

  expect(back.constructor).toBe(value.constructor)
  expect(inspect(back, { depth: 9, showHidden: true })).toBe(
    inspect(value, { depth: 9, showHidden: true }),
  )
  expect(JSON.stringify(back)).toBe(JSON.stringify(value))
})

test('what a framework asks of an instance holds', () => {
  const [result, command] = restoreValue(
    store([
      new ToolMessage({ content: 'lost', tool_call_id: 'c1' }),
      new graphs.Command({ resume: true }),
    ]),
    book,
  ) as [unknown, unknown]
  expect([messages.isBaseMessage(result), ToolMessage.isInstance(result)]).toEqual([true, true])
  expect(graphs.isCommand(command)).toBe(true)
})

test('names the modules that a stored value needs, and only those', () => {
  expect(modulesWithin(store({ found: [new HumanMessage('Hi')] }))).toEqual([
    '@langchain/core/messages',
  ])
  expect(modulesWithin(store({ module: '@langchain/core/messages', at: new Date(0) }))).toEqual([])
})

test('a class that is not there is named, and a value that is only read stays what is stored', () => {
  const stored = store(new HumanMessage('Hi'))
  expect(() => restoreValue(stored, { find: () => undefined })).toThrow(
    'Failed to give back an instance of HumanMessage: the project has no module "@langchain/core/messages" that exports it',
  )
  expect(restoreValue(stored)).toMatchObject({ class: 'HumanMessage' })
})

test.each<[string, () => unknown]>([
  [
    'a class of the user with the name of one',
    () =>
      new (class Document {
        pageContent = ''
        metadata = {}
        print() {}
      })(),
  ],
  ['a message of a class of the user', () => new (class Mail extends HumanMessage {})('Hi')],
  [
    'a message with a function in it',
    () => new ToolMessage({ content: '', tool_call_id: 'c', artifact: () => 1 }),
  ],
  ['a message where none is given back', () => null],
])('%s is refused', (_name, make) => {
  const value = make()
  if (value === null)
    expect(() => captureValue(new HumanMessage('Hi'), 'an input')).toThrow(
      'an instance of HumanMessage',
    )
  else expect(() => store(value)).toThrow(/VALUE_UNSUPPORTED|cannot be stored/)
})
