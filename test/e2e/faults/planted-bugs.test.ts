import { expect } from 'vitest'
import type { FaultOutcome } from '../../../src/index.ts'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const ACCEPTED = ['recovered', 'recovered_otherwise', 'failed_cleanly', 'left_recording']

/** The fewest faults that show the bug that was planted, and the verdict on it. */
const SHOWN_BY: Record<string, string> = {
  'the status is not looked at': 'server_error: crashed',
  'an error is answered with thanks': 'rate_limited: swallowed',
  'an empty answer is an answer': 'empty_answer: swallowed',
  'it tries again for ever': 'server_error: ran_away',
  'half a stream is the answer': 'stream_cut: swallowed',
  'a refund that failed was made': 'tool_throws: swallowed',
  'an order that was not found is fine': 'tool_returns_nothing: swallowed',
  'a refusal is an answer': 'refusal: swallowed',
  'arguments that cannot be read are none': 'malformed_arguments: swallowed',
  'a body is searched instead of parsed': 'truncated_json: swallowed',
  'of several calls, those that failed are left out': 'connection_reset: swallowed',
  'a default stands for a late answer': 'slow: swallowed',
  'an error body has another form': 'rate_limited: crashed',
  'a retry books twice': 'duplicate_delivery: done_twice',
  'only one failure is expected': 'two faults: swallowed',
  'after three failures it returns nothing': 'server_error: swallowed',
  'a tool is called until it works': 'tool_throws: ran_away',
  'the first block is taken for text': 'empty_answer: crashed',
  'what is undefined is printed': 'empty_answer: swallowed',
  'an empty answer is asked for again for ever': 'empty_answer: ran_away',
}

const EACH = 20
const LEAST = 18

/** Answers in the form of each provider: a text, a tool call where tools are offered, or a stream. */
function startModel() {
  return startServer((request, response) => {
    if (request.url.includes('/bookings')) return sendJson(response, { id: 'b-1' })
    if (request.url.includes('/messages'))
      return sendJson(response, {
        id: 'm',
        type: 'message',
        role: 'assistant',
        model: 'claude-opus-4-8',
        content: [{ type: 'text', text: 'It is broken.' }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: { input_tokens: 5, output_tokens: 4 },
      })
    if (request.url.includes(':generateContent')) {
      const content = { role: 'model', parts: [{ text: 'It is broken.' }] }
      return sendJson(response, { candidates: [{ content, finishReason: 'STOP', index: 0 }] })
    }
    const { tools, stream } = JSON.parse(request.body) as { tools?: unknown; stream?: boolean }
    if (stream) {
      response.setHeader('content-type', 'text/event-stream')
      for (const [at, content] of ['It ', 'is ', 'broken', '.'].entries()) {
        const choices = [{ index: 0, delta: { content }, finish_reason: at === 3 ? 'stop' : null }]
        response.write(`data: ${JSON.stringify({ id: 'c', model: 'gpt-4o', choices })}\n\n`)
      }
      return response.end('data: [DONE]\n\n')
    }
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'find', arguments: '{"id":"A-17"}' },
    }
    return sendJson(
      response,
      chatCompletion(tools ? { tool_calls: [call] } : { content: 'It is broken.' }),
    )
  })
}

wholeTest(
  'bugs in how agents handle faults are found, and sound agents are not accused',
  async () => {
    const project = createProject('planted-bugs')
    const server = await startModel()
    const env = { MODEL_URL: server.url }
    const recorded = await project.vitest([], env)
    await server.close()
    expect(recorded.exitCode, recorded.output).toBe(0)
    const replayed = await project.vitest([], { ...env, CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)

    const outcomes = JSON.parse(project.read('outcomes.json')) as Record<
      'buggy' | 'sound',
      Record<string, FaultOutcome[]>
    >
    const rows = Object.entries(outcomes).flatMap(([kind, agents]) =>
      Object.entries(agents).map(([name, all]) => {
        const refused = all.filter(({ verdict }) => !ACCEPTED.includes(verdict))
        const accused = [
          ...new Set(
            refused.map(({ fault, with: others, verdict }) =>
              others ? `two faults: ${verdict}` : `${fault}: ${verdict}`,
            ),
          ),
        ]
        return {
          kind,
          name,
          tried: all.length,
          accused,
          isFound: accused.includes(SHOWN_BY[name]!),
          most: Math.max(0, ...refused.map((one) => 1 + (one.with?.length ?? 0))),
        }
      }),
    )
    const found = rows.filter(({ isFound }) => isFound)
    const pairs = found.filter(({ name }) => SHOWN_BY[name]!.startsWith('two faults'))
    const falsely = rows.filter(({ kind, accused }) => kind === 'sound' && accused.length > 0)
    console.log(
      [
        `planted bugs: ${found.length} of ${Object.keys(outcomes.buggy).length} found, ${pairs.length} of them by two faults and the others by one; sound agents: ${falsely.length} of ${Object.keys(outcomes.sound).length} accused`,
        ...rows.map(
          ({ kind, name, tried, accused, isFound }) =>
            `${kind === 'sound' ? 'sound' : isFound ? 'found' : 'MISSED'}  ${name}: ${tried} faults, ${accused.length === 0 ? 'all borne' : accused.join(', ')}`,
        ),
      ].join('\n'),
    )
    expect(Object.keys(outcomes.buggy)).toHaveLength(EACH)
    expect(Object.keys(outcomes.sound)).toHaveLength(EACH)
    expect(found.length).toBeGreaterThanOrEqual(LEAST)
    expect(Math.max(...rows.map(({ most }) => most))).toBeLessThanOrEqual(2)
    expect(falsely.map(({ name }) => name)).toEqual([])
  },
)
