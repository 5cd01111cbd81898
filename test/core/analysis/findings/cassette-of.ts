import type {
  Cassette,
  CassetteEnd,
  CassetteHeader,
  RecordedAction,
} from '../../../../src/core/cassette/schema.ts'
import { CASSETTE_VERSION } from '../../../../src/core/cassette/versions.ts'
import type { JsonValue } from '../../../../src/core/json.ts'

export const RECORDED_AT = '2026-11-21T10:00:00.000Z'
const CHAT = 'https://api.openai.com/v1/chat/completions'

type Part = Partial<RecordedAction> & Pick<RecordedAction, 'type' | 'name'>

/** A call of a model with these messages, and what it says. */
export function chat(
  messages: JsonValue,
  said = 'fine',
  more: { [key: string]: JsonValue } = {},
): Part {
  const body = { model: 'gpt-4o-2024-08-06', temperature: 0, messages, ...more }
  return {
    type: 'llm',
    name: 'chat gpt-4o',
    request: { method: 'POST', url: CHAT, headers: [], body: { json: body } },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [],
      body: {
        json: {
          id: 'chatcmpl-1',
          model: 'gpt-4o-2024-08-06',
          choices: [{ index: 0, message: { role: 'assistant', content: said } }],
        },
      },
      end: 'complete',
    },
  }
}

/** A call of a model in which a user says something. */
export function says(content: string, said?: string): Part {
  return chat([{ role: 'user', content }], said)
}

/** A call over HTTP. */
export function http(method: string, url: string, json?: JsonValue, answer: JsonValue = {}): Part {
  return {
    type: 'http',
    name: `${method} ${new URL(url).pathname}`,
    request: { method, url, headers: [], ...(json === undefined ? {} : { body: { json } }) },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [],
      body: { json: answer },
      end: 'complete',
    },
  }
}

/** A call of a tool. */
export function tool(name: string, inputs: JsonValue, output: JsonValue = null): Part {
  return { type: 'tool', name, inputs: { json: inputs }, outputs: { json: output } }
}

/** A cassette of these actions, recorded on 21 November 2026. */
export function cassetteOf(
  actions: Part[],
  more: { header?: Partial<CassetteHeader>; end?: Partial<CassetteEnd> } = {},
): Cassette {
  return {
    header: {
      cassette: CASSETTE_VERSION,
      kind: 'header',
      runId: 'r',
      name: 'a run',
      agent: null,
      workflow: null,
      tags: [],
      release: null,
      resources: {},
      environment: { node: 'v22.12.0', platform: 'linux x64', packages: {} },
      recordedAt: RECORDED_AT,
      ...more.header,
    },
    actions: actions.map((action, index) => ({
      kind: 'action',
      index,
      parent: null,
      start: index * 100,
      duration: 50,
      outcome: 'success',
      ...action,
    })),
    end: {
      kind: 'end',
      status: 'success',
      stopReason: null,
      totals: {
        actions: actions.length,
        duration: 1000,
        costUsd: null,
        inputTokens: null,
        outputTokens: null,
      },
      verified: false,
      ...more.end,
    },
  }
}
