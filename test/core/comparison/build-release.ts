import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { runsOfCassettes } from '../../../src/core/comparison/runs/from-cassette.ts'
import type { ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { buildCassette, modelCall, toolCall } from '../cassette/build-cassette.ts'

const PATH = '__cassettes__/refund.test.ts/refunds-an-order.cassette.jsonl'

/** What a test wants otherwise in the conversation of the refund agent. */
export interface Conversation {
  system?: string
  model?: string
  tools?: JsonValue
  question?: string
  callId?: string
  orderId?: string
  total?: number
  answer?: string
  output?: JsonValue
  recordedAt?: string
  resources?: Record<string, string>
}

/** A run of two model calls and a tool between them. */
export function conversation(wanted: Conversation = {}): Cassette {
  const {
    system = 'You refund broken orders.',
    model = 'gpt-4o',
    question = 'My order A-17 arrived broken.',
    callId = 'call_QpT7r2VxZk91LmNa',
    orderId = 'A-17',
    total = 12,
    answer = 'Your order was refunded in full, sorry for the trouble.',
    recordedAt = '2026-11-01T00:00:00.000Z',
    resources = { prompt: 'abc' },
    tools = [{ type: 'function', function: { name: 'lookup', parameters: { type: 'object' } } }],
  } = wanted
  const messages: JsonValue[] = [
    { role: 'system', content: system },
    { role: 'user', content: question },
  ]
  const call = {
    id: callId,
    type: 'function',
    function: { name: 'lookup', arguments: JSON.stringify({ orderId }) },
  }
  const asking = { role: 'assistant', content: null, tool_calls: [call] }
  const told = { role: 'tool', tool_call_id: callId, content: JSON.stringify({ total }) }
  const cassette = buildCassette(
    [
      withStop(
        modelCall(
          0,
          { model, messages, tools },
          { model, choices: [{ message: asking, finish_reason: 'tool_calls' }] },
        ),
        'tool_calls',
      ),
      toolCall(1, { inputs: { json: [{ orderId }] }, outputs: { json: { total } } }),
      modelCall(
        2,
        { model, messages: [...messages, asking, told], tools },
        {
          model,
          choices: [{ message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
        },
      ),
    ],
    { output: { json: wanted.output ?? { refunded: true, message: answer } } },
  )
  cassette.header = { ...cassette.header, recordedAt, resources }
  return cassette
}

function withStop(action: RecordedAction, stopReason: string): RecordedAction {
  return { ...action, llm: { ...action.llm!, stopReason } }
}

/** The only run of one cassette. */
export function runOf(cassette: Cassette, path = PATH): ReleaseRun {
  return runsOfCassettes([{ path, cassette }])[0]!
}
