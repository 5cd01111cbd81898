import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { findDivergences } from '../../../src/core/divergence/find-divergences.ts'
import {
  type RecordedSide,
  type ReplayedSide,
  type RunEnd,
} from '../../../src/core/divergence/sides.ts'
import {
  comparePaths,
  type PathDifference,
} from '../../../src/core/divergence/differences/json-paths.ts'
import { jsonEqual } from '../../../src/core/json.ts'
import { wholeTest } from '../../table-size.ts'

const URL = 'https://api.openai.com/v1/chat/completions'

/** A call in short: a tool with its inputs, or a model call with its body. */
interface Call {
  type?: 'approval' | 'process'
  tool?: string
  inputs?: JsonValue
  body?: { [key: string]: JsonValue }
  url?: string
  parent?: number
  output?: JsonValue
  start?: number
  duration?: number
}

function recording(...calls: Call[]): RecordedSide[] {
  return calls.map((call, index) => {
    const operation = call.tool ? `tool ${call.tool}` : 'POST chat'
    const asked = call.tool
      ? {
          method: 'CALL',
          url: operation,
          headers: [],
          body: call.type === 'process' ? call.inputs! : [call.inputs ?? {}],
        }
      : { method: 'POST', url: call.url ?? URL, headers: [], body: call.body ?? {} }
    return {
      index,
      type: call.type ?? (call.tool ? 'tool' : 'llm'),
      name: call.tool ?? 'chat gpt-4o',
      operation,
      parent: call.parent ?? null,
      start: call.start ?? index * 10,
      duration: call.duration ?? 5,
      asked,
      output: call.output,
    }
  })
}

/** The same calls as a replay: each is answered by the first recorded one that was asked the same. */
function replay(
  recorded: RecordedSide[],
  calls: Call[],
  more: Record<number, Partial<ReplayedSide>> = {},
): ReplayedSide[] {
  const unserved = new Set(recorded)
  return recording(...calls).map((action) => {
    const own = [...unserved].find(
      (other) =>
        other.operation === action.operation &&
        jsonEqual(other.asked as never, action.asked as never),
    )
    if (own) unserved.delete(own)
    return {
      ...action,
      answeredBy: own?.index ?? null,
      matches: own !== undefined,
      outputDifferences: [],
      blocked: false,
      source: null,
      ...more[action.index],
    }
  })
}

const END: RunEnd = { finalOutput: [], error: null, changedResources: [], upgrades: [] }

function diagnose(
  recorded: Call[],
  replayed: Call[],
  options: { end?: Partial<RunEnd>; more?: Record<number, Partial<ReplayedSide>> } = {},
) {
  const sides = recording(...recorded)
  const { divergences } = findDivergences(sides, replay(sides, replayed, options.more), {
    ...END,
    ...options.end,
  })
  return divergences.map(({ index, kind, cause, firstCause, causedBy, paths, note }) => ({
    index,
    kind,
    cause,
    ...(firstCause ? { first: true } : { causedBy }),
    paths: paths.map(({ path }) => path),
    ...(note === null ? {} : { note }),
  }))
}

const system = (content: string) => ({ role: 'system', content })
const user = (content: string) => ({ role: 'user', content })
const said = (content: string) => ({ role: 'assistant', content })
const result = (content: string, id = 'call_1') => ({ role: 'tool', tool_call_id: id, content })
const chat = (...messages: JsonValue[]): Call => ({ body: { model: 'gpt-4o', messages } })
const find: Call = {
  tool: 'find',
  inputs: { id: 'A-17' },
  output: { state: 'broken', price: 41.5 },
}

const loop = (first: JsonValue, order: string): Call[] => [
  chat(first, user('My order is broken.')),
  find,
  chat(first, user('My order is broken.'), said('I look.'), result(order)),
  chat(
    first,
    user('My order is broken.'),
    said('I look.'),
    result(order),
    said('Refund?'),
    user('Yes.'),
  ),
]
const recorded = loop(system('Be kind.'), '{"state":"broken","price":41.5}')

test('an equal run has no divergence', () => {
  expect(diagnose(recorded, recorded)).toEqual([])
})

test('a changed system prompt is one first cause, and every later request its consequence', () => {
  const replayed = loop(system('Be quick.'), '{"state":"broken","price":41.5}')
  expect(diagnose(recorded, replayed)).toEqual([
    {
      index: 0,
      kind: 'input_mismatch',
      cause: 'system_prompt',
      first: true,
      paths: ['$.messages[0].content'],
    },
    {
      index: 2,
      kind: 'input_mismatch',
      cause: 'system_prompt',
      causedBy: 0,
      paths: ['$.messages[0].content'],
    },
    {
      index: 3,
      kind: 'input_mismatch',
      cause: 'system_prompt',
      causedBy: 0,
      paths: ['$.messages[0].content'],
    },
  ])
})

test("an executed tool's other output is the cause of the requests that repeat it", () => {
  const replayed = loop(system('Be kind.'), '{"state":"broken","price":43.5}')
  const outputDifferences: PathDifference[] = [
    { path: 'output.price', recorded: 41.5, replayed: 43.5 },
  ]
  expect(diagnose(recorded, replayed, { more: { 1: { outputDifferences } } })).toMatchObject([
    { index: 1, kind: 'output_mismatch', cause: 'tool_result', first: true },
    { index: 2, kind: 'input_mismatch', causedBy: 1 },
    { index: 3, kind: 'input_mismatch', causedBy: 1 },
  ])
})

const rpc = (message: { [key: string]: JsonValue }) => ({ jsonrpc: '2.0', ...message })
const server = (
  change: { tools?: JsonValue; result?: JsonValue; city?: string; answer?: JsonValue } = {},
): Call => ({
  type: 'process',
  tool: 'node weather.mjs',
  inputs: {
    command: ['node', 'weather.mjs'],
    stdin: {
      messages: [
        rpc({ id: 0, method: 'initialize', params: {} }),
        rpc({ id: 1, method: 'tools/list' }),
        rpc({
          id: 2,
          method: 'tools/call',
          params: { name: 'forecast', arguments: { city: change.city ?? 'Oslo' } },
        }),
        rpc({ id: 7, result: change.answer ?? { action: 'accept' } }),
      ],
    },
  },
  output: {
    stdout: {
      messages: [
        rpc({ id: 0, result: { serverInfo: { name: 'weather' } } }),
        rpc({ id: 1, result: { tools: change.tools ?? [{ name: 'forecast' }] } }),
        rpc({ id: 7, method: 'elicitation/create', params: { message: 'Send it?' } }),
        rpc({ id: 2, result: change.result ?? { content: [{ type: 'text', text: 'rain' }] } }),
      ],
    },
  },
})

test.each<[what: string, now: Call, cause: string, note: string | undefined]>([
  ['other tools', server({ tools: [{ name: 'weather' }] }), 'tool_schema', 'tools/list'],
  ['another result', server({ result: { content: [] } }), 'tool_result', 'forecast'],
  ['both', server({ tools: [], result: { content: [] } }), 'tool_schema', 'tools/list'],
  [
    'another answer of a person',
    server({ answer: { action: 'decline' } }),
    'approval',
    'elicitation/create',
  ],
  ['another call', server({ city: 'Bergen' }), 'unknown', undefined],
])('of the messages of an MCP server: %s', (_what, now, cause, note) => {
  const before = server()
  const outputDifferences = comparePaths(before.output, now.output, 'output')
  const answeredBy = { answeredBy: 0 }
  const [found] = diagnose([before], [now], { more: { 0: { ...answeredBy, outputDifferences } } })
  expect(found).toMatchObject({ cause, first: true })
  expect(found!.note).toBe(note)
})

test('the calls that a person decided on follow from the answer, a changed request does not', () => {
  const ask = (output: string): Call => ({
    type: 'approval',
    tool: 'refund',
    inputs: { amount: 40 },
    output,
  })
  const pay: Call = { tool: 'pay', inputs: { amount: 40 }, output: 'done' }
  const more = (index: number) => ({
    [index]: { outputDifferences: [{ path: 'output', recorded: 'approve', replayed: 'reject' }] },
  })
  expect(diagnose([ask('approve'), pay], [ask('reject'), find], { more: more(0) })).toMatchObject([
    { index: 0, kind: 'output_mismatch', cause: 'approval', first: true },
    { index: 1, kind: 'action_mismatch', causedBy: 0 },
  ])
  expect(
    diagnose([chat(user('a')), ask('approve'), pay], [chat(user('b')), ask('reject')], {
      more: more(1),
    }),
  ).toMatchObject([
    { index: 0, kind: 'input_mismatch', cause: 'prompt', first: true },
    { index: 1, kind: 'output_mismatch', cause: 'approval', first: true },
    { index: 2, kind: 'missing_action', causedBy: 1 },
  ])
})

test('a second change that nothing earlier explains is a cause of its own', () => {
  const replayed = loop(system('Be quick.'), '{"state":"lost","price":41.5}')
  expect(diagnose(recorded, replayed)).toMatchObject([
    { index: 0, cause: 'system_prompt', first: true },
    {
      index: 2,
      cause: 'tool_result',
      first: true,
      paths: ['$.messages[3].content', '$.messages[0].content'],
    },
    { index: 3, causedBy: 0 },
  ])
})

const base = chat(system('Be kind.'), user('Hi'))
const changed = (fields: { [key: string]: JsonValue }): Call => ({
  body: { ...base.body!, ...fields },
})

test.each<[string, Call, Call, string]>([
  ['the prompt', base, chat(system('Be kind.'), user('Hello')), 'prompt'],
  ['a message more', base, chat(system('Be kind.'), user('Hi'), user('There?')), 'prompt'],
  ['a parameter', base, changed({ temperature: 0.5 }), 'model_parameters'],
  ['the model', base, changed({ model: 'gpt-5' }), 'model_parameters'],
  ['the tools', base, changed({ tools: [{ type: 'function' }] }), 'tool_schema'],
  ['instructions', changed({ instructions: 'a' }), changed({ instructions: 'b' }), 'system_prompt'],
  ["a tool's result", chat(user('Hi'), result('1')), chat(user('Hi'), result('2')), 'tool_result'],
  [
    "a tool's result within a user's message",
    chat({
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'tool_result', content: 'x' },
      ],
    }),
    chat({
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'tool_result', content: 'y' },
      ],
    }),
    'tool_result',
  ],
  [
    "the model's own words",
    chat(user('Hi'), said('a'), user('b')),
    chat(user('Hi'), said('c'), user('b')),
    'model_output',
  ],
  [
    'the model in the path',
    { ...base, url: `${URL}/models/a:go` },
    { ...base, url: `${URL}/models/b:go` },
    'model_parameters',
  ],
  [
    "a tool's inputs",
    { tool: 'find', inputs: { id: 1 } },
    { tool: 'find', inputs: { id: 2 } },
    'unknown',
  ],
])('names the cause where %s changed', (_name, before, now, cause) => {
  expect(diagnose([before], [now])).toMatchObject([
    { index: 0, kind: 'input_mismatch', cause, first: true },
  ])
})

test('a question put into a conversation is one extra call, and what it leaves behind follows from it', () => {
  const asked = chat(user('a'), said('A'), user('really?'))
  expect(
    diagnose(
      [chat(user('a')), chat(user('a'), said('A'), user('b'))],
      [
        chat(user('a')),
        { ...asked, output: 'Really.' },
        chat(user('a'), said('A'), user('really?'), said('Really.'), user('b')),
      ],
    ),
  ).toMatchObject([
    { index: 1, kind: 'extra_action', cause: 'extra_call', first: true },
    { index: 2, kind: 'input_mismatch', causedBy: 1 },
  ])
})

test('a dropped tool takes its result out of the conversation', () => {
  const replayed = [
    recorded[0]!,
    chat(system('Be kind.'), user('My order is broken.'), said('I look.')),
  ]
  expect(diagnose(recorded.slice(0, 3), replayed)).toMatchObject([
    { index: 1, kind: 'missing_action', cause: 'missing_call', first: true },
    { index: 2, kind: 'input_mismatch', causedBy: 1 },
  ])
})

test('a run that ends early is one cause, with what ended it', () => {
  const final = [{ path: 'error', recorded: undefined, replayed: 'Error: out of stock' }]
  expect(
    diagnose(recorded, recorded.slice(0, 1), {
      end: { finalOutput: final, error: 'Error: out of stock' },
    }),
  ).toMatchObject([
    {
      index: 1,
      kind: 'missing_action',
      first: true,
      note: 'the run ended with Error: out of stock',
    },
    { index: 2, kind: 'missing_action', causedBy: 1 },
    { index: 3, kind: 'missing_action', causedBy: 1 },
    { index: 4, kind: 'output_mismatch', cause: 'final_output', causedBy: 1 },
  ])
})

test('what is missing after a blocked call follows from it', () => {
  const extra = chat(user('something else entirely'))
  expect(diagnose([find, base], [find, extra], { more: { 1: { blocked: true } } })).toMatchObject([
    { index: 1, kind: 'input_mismatch', cause: 'system_prompt', first: true },
  ])
  expect(
    diagnose([find, base], [{ tool: 'refund' }], { more: { 0: { blocked: true } } }),
  ).toMatchObject([
    { index: 0, kind: 'action_mismatch', first: true, note: 'find' },
    { index: 1, kind: 'missing_action', causedBy: 0 },
  ])
})

test('two sequential calls that changed places are one divergence', () => {
  const other: Call = { tool: 'save', inputs: {} }
  expect(diagnose([find, other, base], [other, find, base])).toMatchObject([
    { kind: 'order', cause: 'order', first: true },
  ])
})

test('calls that overlapped when they were recorded may come in any order, changed ones too', () => {
  const parallel = ['a', 'b', 'c'].map((text) => ({
    ...chat(system('x'), user(text)),
    start: 0,
    duration: 9,
  }))
  expect(diagnose(parallel, parallel.toReversed())).toEqual([])
  const now = ['c', 'a', 'b'].map((text) => chat(system('y'), user(text)))
  const answers = { 0: { answeredBy: 2 }, 1: { answeredBy: 0 }, 2: { answeredBy: 1 } }
  expect(diagnose(parallel, now, { more: answers })).toMatchObject([
    { index: 0, cause: 'system_prompt', first: true },
    { index: 1, causedBy: 0 },
    { index: 2, causedBy: 0 },
  ])
})

test('interleaved conversations are separated', () => {
  const turn = (who: string, turns: number, first = `You are ${who}.`) =>
    chat(
      system(first),
      ...Array.from({ length: turns }, (_, at) =>
        at % 2 ? said(`${who} ${at}`) : user(`${who} asks ${at}`),
      ),
    )
  const both = [turn('A', 1), turn('B', 1), turn('A', 3), turn('B', 3)]
  const now = [turn('A', 1), turn('B', 1, 'You are B!!'), turn('A', 3), turn('B', 3, 'You are B!!')]
  expect(diagnose(both, now)).toMatchObject([
    { index: 1, cause: 'system_prompt', first: true },
    { index: 3, causedBy: 1 },
  ])
})

test('actions within an action align within it, and follow from it where it stands alone', () => {
  const tool = (name: string): Call => ({ tool: name, inputs: {} })
  const within = (parent: number, text: string): Call => ({ ...chat(user(text)), parent })
  const nested = [tool('plan'), within(0, 'p'), tool('write'), within(2, 'w')]
  expect(diagnose(nested, nested)).toEqual([])
  expect(
    diagnose(nested, [tool('plan'), within(0, 'P!'), tool('write'), within(2, 'w')]),
  ).toMatchObject([{ index: 1, cause: 'prompt', first: true }])
  expect(
    diagnose(nested, [
      tool('plan'),
      within(0, 'p'),
      tool('check'),
      within(2, 'c'),
      tool('write'),
      within(4, 'w'),
    ]),
  ).toMatchObject([
    { index: 2, kind: 'extra_action', first: true },
    { index: 3, kind: 'extra_action', causedBy: 2 },
  ])
})

test('a changed resource is named where its text is what changed', () => {
  const value = 'Be quick.'
  const end = { changedResources: [{ name: 'policy', value }] }
  const replayed = loop(system(`You refund. ${value}`), '{"state":"broken","price":41.5}')
  expect(diagnose(recorded, replayed, { end })[0]).toMatchObject({
    cause: 'resource',
    note: 'policy',
  })
  const other = diagnose([base], [changed({ temperature: 0 })], { end })
  expect(other[0]).toMatchObject({ cause: 'model_parameters' })
})

const upgrades = ['openai 5.1.0 -> 6.2.0']
const tool = (fields: { [key: string]: JsonValue }) =>
  changed({ tools: [{ type: 'function', name: 'find', ...fields }] })

test.each<[string, Call, Call]>([
  ['a field that says nothing', tool({}), tool({ strict: false })],
  [
    'a field renamed',
    tool({ parameters: { type: 'object' } }),
    tool({ parametersJsonSchema: { type: 'object' } }),
  ],
  [
    'a text as a list of parts',
    base,
    chat(system('Be kind.'), { role: 'user', content: [{ type: 'text', text: 'Hi' }] }),
  ],
  ['a setting', base, changed({ store: false })],
])('an upgraded SDK that changes %s is SDK drift', (_name, before, now) => {
  expect(diagnose([before], [now], { end: { upgrades } })[0]).toMatchObject({
    cause: 'sdk_drift',
    note: upgrades[0],
  })
  expect(diagnose([before], [now])[0]!.cause).not.toBe('sdk_drift')
})

test.each<[string, Call, Call]>([
  ['temperature', base, changed({ temperature: 0 })],
  ['the prompt', base, chat(system('Be kind.'), user('Hello'))],
  ["a tool's description", tool({ description: 'Finds.' }), tool({ description: 'Finds orders.' })],
  ['a new tool', base, tool({})],
  [
    'a word and the layout',
    base,
    chat(system('Be kind.'), { role: 'user', content: [{ type: 'text', text: 'Hello' }] }),
  ],
])('an upgraded SDK does not excuse %s', (_name, before, now) => {
  expect(diagnose([before], [now], { end: { upgrades } })[0]!.cause).not.toBe('sdk_drift')
})

test('the final output is a consequence where the run took another way, and a cause where it did not', () => {
  const final = [{ path: '$', recorded: 1, replayed: 2 }]
  expect(diagnose([base, find], [base], { end: { finalOutput: final } })[1]).toMatchObject({
    causedBy: 1,
  })
  const end = { finalOutput: final }
  expect(diagnose([base], [base], { end })).toMatchObject([
    { index: 1, cause: 'final_output', first: true },
  ])
  expect(diagnose([base], [changed({ temperature: 0 })], { end })).toMatchObject([
    { index: 0, first: true },
    { index: 1, cause: 'final_output', first: true },
  ])
})

test('a final output follows from a change that it repeats, beside ids that each run makes itself', () => {
  const asked = (stock: number) => chat(user('Hi'), { role: 'tool', content: `{"stock":${stock}}` })
  const page = (id: string, stock: number, text = 'Done') =>
    `{"id":"${id}","part":"0","text":"${text}"} {"output":{"order":"B-20","stock": ${stock}}}`
  const isNoise = ({ recorded, replayed }: PathDifference) =>
    String(recorded).replaceAll('idA', 'idB') === replayed
  const judged = (before: string, now: string) =>
    diagnose([asked(7)], [asked(0)], {
      end: { finalOutput: [{ path: '$', recorded: before, replayed: now }], isNoise },
    })[1]

  expect(judged(page('idA', 7), page('idB', 0))).toMatchObject({ index: 1, causedBy: 0 })
  expect(judged(page('idA', 7), page('idB', 0, 'Late'))).toMatchObject({ index: 1, first: true })
  expect(judged(page('idA', 7), page('idB', 7))).toMatchObject({ index: 1, first: true })
})

wholeTest('ten thousand actions with fifty changes have fifty divergences', () => {
  const calls = Array.from({ length: 10_000 }, (_, id): Call => ({
    tool: `tool ${id % 7}`,
    inputs: { id },
  }))
  const now = calls.map((call, id) =>
    id % 200 === 100 ? { ...call, inputs: { id, changed: true } } : call,
  )
  const sides = recording(...calls)
  const replayed = recording(...now).map((action, index) => {
    const matches = index % 200 !== 100
    return {
      ...action,
      answeredBy: matches ? index : null,
      matches,
      outputDifferences: [],
      blocked: false,
      source: null,
    }
  })
  const { divergences, positions } = findDivergences(sides, replayed, END)
  expect(divergences).toHaveLength(50)
  expect(positions).toBe(10_001)
})

test('what was answered by a call from within another is not taken for the one in its place', () => {
  const recorded: Call[] = [
    { tool: 'refund' },
    { tool: 'send', inputs: 'A', parent: 0 },
    { tool: 'notify' },
    { tool: 'send', inputs: 'B', parent: 2 },
  ]
  const replayed: Call[] = [
    { tool: 'refund' },
    { tool: 'send', inputs: 'B', parent: 0 },
    { tool: 'notify' },
    { tool: 'send', inputs: 'A', parent: 2 },
  ]
  expect(diagnose(recorded, replayed).map(({ index, kind }) => [index, kind])).toEqual([
    [1, 'input_mismatch'],
    [3, 'input_mismatch'],
  ])
})

test('the same call within two others matches in both, whichever answered first', () => {
  const recorded: Call[] = [
    { tool: 'left' },
    { tool: 'send', inputs: 'A', parent: 0 },
    { tool: 'right' },
    { tool: 'send', inputs: 'A', parent: 2 },
  ]
  const swapped = { 1: { answeredBy: 3 }, 3: { answeredBy: 1 } }
  expect(diagnose(recorded, recorded, { more: swapped })).toEqual([])
})

test('what a recorded call that takes no part had answered is no match of another', () => {
  const sides = recording({ tool: 'send', inputs: 'B' }, { tool: 'lookUp' })
  const replayed = replay(sides, [{ tool: 'send', inputs: 'A' }, { tool: 'lookUp' }], {
    0: { answeredBy: 2, matches: true },
  })
  const { divergences } = findDivergences(sides, replayed, END)
  expect(divergences.map(({ index, kind }) => [index, kind])).toEqual([[0, 'input_mismatch']])
})

test('long requests that differ in a few letters are not taken for each other', () => {
  const order = (item: string) => `Put ${'x'.repeat(30)} ${item} ${'y'.repeat(90)} into the basket.`
  const [tea, ham] = ['tea', 'ham'].map((item) => ({ tool: 'put', inputs: order(item) }))
  expect(diagnose([tea!, ham!], [ham!, tea!]).map(({ kind }) => kind)).toEqual(['order'])
  expect(diagnose([tea!, ham!], [ham!])).toMatchObject([{ index: 0, kind: 'missing_action' }])
})

test('what a tool gave back follows from what the calls within it gave back', () => {
  const calls: Call[] = [
    { tool: 'quote', inputs: 'tea', output: { total: 12 } },
    { tool: 'price', inputs: 'tea', parent: 0, output: 10 },
    { tool: 'send', inputs: 'quote' },
  ]
  const price = [{ path: 'output', recorded: 10, replayed: 20 }]
  const total = [{ path: 'output.total', recorded: 12, replayed: 22 }]
  const found = diagnose(calls, calls, {
    more: { 0: { outputDifferences: total }, 1: { outputDifferences: price } },
  })
  expect(found).toMatchObject([
    { index: 0, kind: 'output_mismatch', causedBy: 1 },
    { index: 1, kind: 'output_mismatch', first: true, cause: 'tool_result' },
  ])
})

test('what a tool gave back is a first cause where the calls within it are as they were', () => {
  const calls: Call[] = [
    { tool: 'quote', inputs: 'tea', output: { total: 12 } },
    { tool: 'price', inputs: 'tea', parent: 0, output: 10 },
    { tool: 'price', inputs: 'cup', output: 3 },
  ]
  const total = [{ path: 'output.total', recorded: 12, replayed: 22 }]
  const later = [{ path: 'output', recorded: 3, replayed: 4 }]
  const found = diagnose(calls, calls, {
    more: { 0: { outputDifferences: total }, 2: { outputDifferences: later } },
  })
  expect(found).toMatchObject([
    { index: 0, first: true },
    { index: 2, first: true },
  ])
})

test('whatever an agent makes of the answer to an inserted call follows from that call', () => {
  const says = (role: string, content: string) => ({ role, content })
  const [ask, reply, next] = [
    says('user', 'Hi'),
    says('assistant', 'Hello'),
    says('user', 'Refund'),
  ]
  const extra = [says('user', 'What do you know?'), says('assistant', 'no answer')]
  const recorded = [{ body: { messages: [ask] } }, { body: { messages: [ask, reply, next] } }]
  const replayed = [
    recorded[0]!,
    { body: { messages: [ask, reply, extra[0]!] } },
    { body: { messages: [ask, reply, ...extra, next] } },
  ]
  const found = diagnose(recorded, replayed, { more: { 1: { answeredBy: null, blocked: true } } })
  expect(found).toMatchObject([
    { cause: 'extra_call', first: true },
    { cause: 'extra_call', causedBy: 1 },
  ])

  // A message of the model's that stands elsewhere is a change of its own.
  const moved = [
    ...replayed.slice(0, 2),
    { body: { messages: [ask, extra[1]!, reply, extra[0]!, next] } },
  ]
  const others = diagnose(recorded, moved, { more: { 1: { answeredBy: null, blocked: true } } })
  expect(others.filter((found) => 'first' in found)).toHaveLength(2)
})

const GIVEN = [{ path: '$.order', recorded: 'A-17', replayed: 'A-18' }]

test('a changed input is the first cause, and what is made of it follows', () => {
  const recorded = [
    { tool: 'find', inputs: { id: 'A-17' } },
    { tool: 'pay', inputs: { id: 'A-17' } },
  ]
  const replayed = [
    { tool: 'find', inputs: { id: 'A-18' } },
    { tool: 'pay', inputs: { id: 'A-18' } },
  ]
  const found = diagnose(recorded, replayed, { end: { changedInput: GIVEN } })
  expect(found).toMatchObject([
    { index: 0, cause: 'input', first: true, paths: ['input.order', '$[0].id'] },
    { index: 1, cause: 'input', causedBy: 0 },
  ])
})

test('a changed input that the agent does not repeat is the cause of what differs first, not of all', () => {
  const recorded: Call[] = [
    { tool: 'find', inputs: { fast: true } },
    { tool: 'pay', inputs: { to: 'bob' } },
  ]
  const replayed: Call[] = [
    { tool: 'find', inputs: { fast: false } },
    { tool: 'pay', inputs: { to: 'eve' } },
  ]
  const found = diagnose(recorded, replayed, { end: { changedInput: GIVEN } })
  expect(found).toMatchObject([
    { cause: 'input', first: true },
    { cause: 'unknown', first: true },
  ])
  expect(diagnose(recorded, recorded, { end: { changedInput: GIVEN } })).toEqual([])
})
