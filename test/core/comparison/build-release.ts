import type { Cassette } from '../../../src/core/cassette/schema.ts'
import { runsOfCassettes } from '../../../src/core/comparison/runs/from-cassette.ts'
import type { ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { agentCassette } from './build-agent-run.ts'

const PATH = '__cassettes__/refund.test.ts/refunds-an-order.cassette.jsonl'

/** The parts of the refund agent's conversation that a test replaces. */
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
  return agentCassette({
    system,
    model,
    question,
    tools,
    calls: [{ id: callId, name: 'lookup', args: { orderId }, result: { total } }],
    answer,
    output: wanted.output ?? { refunded: true, message: answer },
    recordedAt,
    resources,
  })
}

/** The only run of one cassette. */
export function runOf(cassette: Cassette, path = PATH): ReleaseRun {
  return runsOfCassettes([{ path, cassette }])[0]!
}
