import type { Cassette, CassetteEnd, RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'

/** A recorded run with the actions given; index, totals and the rest are filled in. */
export function buildCassette(actions: RecordedAction[], end: Partial<CassetteEnd> = {}): Cassette {
  return {
    header: {
      cassette: 1,
      kind: 'header',
      runId: 'refund-1',
      name: 'refunds an order',
      agent: 'refund-agent',
      workflow: null,
      tags: ['refund'],
      release: null,
      input: { json: { orderId: 'A-17' } },
      resources: { prompt: 'abc' },
      environment: { node: 'v20.20.0', platform: 'linux-x64', packages: { openai: '6.0.0' } },
      recordedAt: '2026-11-01T00:00:00.000Z',
    },
    actions,
    end: {
      kind: 'end',
      status: 'success',
      stopReason: 'stop',
      output: { json: { refunded: true } },
      totals: {
        actions: actions.length,
        duration: 12,
        costUsd: 0.01,
        inputTokens: 30,
        outputTokens: 12,
      },
      verified: true,
      ...end,
    },
  }
}

/** A model call that asked `request` and was answered `response`. */
export function modelCall(index: number, request: JsonValue, response: JsonValue): RecordedAction {
  return {
    kind: 'action',
    index,
    type: 'llm',
    name: 'chat gpt-4o',
    parent: null,
    start: index * 10,
    duration: 5,
    outcome: 'success',
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: [['content-type', 'application/json']],
      body: { json: request },
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [['content-type', 'application/json']],
      body: { json: response },
      end: 'complete',
    },
    llm: {
      provider: 'openai',
      operation: 'chat',
      model: 'gpt-4o',
      usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: null },
      costUsd: 0.001,
      stopReason: 'stop',
    },
  }
}

/** A call of a tool. */
export function toolCall(index: number, fields: Partial<RecordedAction> = {}): RecordedAction {
  return {
    kind: 'action',
    index,
    type: 'tool',
    name: 'lookup',
    parent: null,
    start: index * 10,
    duration: 5,
    outcome: 'success',
    async: true,
    inputs: { json: [{ orderId: 'A-17' }] },
    outputs: { json: { total: 12 } },
    ...fields,
  }
}
