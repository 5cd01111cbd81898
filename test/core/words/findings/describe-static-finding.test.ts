import { expect, test } from 'vitest'
import { findStaticFindings } from '../../../../src/core/analysis/findings/find-static-findings.ts'
import {
  FindingTypeSchema,
  StaticFindingSchema,
} from '../../../../src/core/analysis/findings/schema.ts'
import { parseJson } from '../../../../src/core/json.ts'
import { describeStaticFinding } from '../../../../src/core/words/findings/describe-static-finding.ts'
import { STATIC_REMEDIES } from '../../../../src/core/words/findings/static-remedies.ts'
import { cassetteOf, chat, http, says, tool } from '../../analysis/findings/cassette-of.ts'

type Actions = Parameters<typeof cassetteOf>[0]

const UUID = 'c9a646d3-9c61-4cb7-bfcd-ee2522c8f633'
const ask = [{ role: 'user', content: 'a' }]
const calls = {
  role: 'assistant',
  content: null,
  tool_calls: ['call_a', 'call_b'].map((id) => ({
    id,
    type: 'function',
    function: { name: 'f', arguments: '{}' },
  })),
}
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'done' })
const tools = (...names: string[]) =>
  chat(ask, 'fine', { tools: names.map((name) => ({ type: 'function', function: { name } })) })
const post = (
  url: string,
  json: Parameters<typeof chat>[0],
  answer: Parameters<typeof http>[3],
) => ({
  ...http('POST', url, json, answer),
  type: 'llm' as const,
})
const overloaded = http('GET', 'https://a.test/x')
overloaded.response = { ...overloaded.response!, status: 503, statusText: 'Unavailable' }

test.each([
  [
    [says('It is 2026-11-21T10:00:00.412Z.')],
    'The request contains "2026-11-21T10:00:00.412Z", the time of the recording: every run sends another',
    'timestamp',
  ],
  [
    [says('Today is 2026-11-21.')],
    'The request contains "2026-11-21", the day of the recording: another day\'s run sends another',
    'date',
  ],
  [
    [says('due Mon Mar 02 2026 09:00:00 GMT+0100 (CET)')],
    'The request contains "Mon Mar 02 2026 09:00:00 GMT+0100 (CET)", a date formatted in the time zone of the machine',
    'timezone',
  ],
  [
    [says(`session_id: ${UUID}`)],
    `The request contains "${UUID}", a generated id: every run sends another`,
    'uuid',
  ],
  [
    [says('the draw was 0.8444218515250481')],
    'The request contains "0.8444218515250481", a random number: every run sends another',
    'random',
  ],
  [
    [says('run_9f3kQ2xLmB7tR4vW')],
    'The request contains "run_9f3kQ2xLmB7tR4vW", a value that looks random: every run sends another',
    'random',
  ],
  [
    [says('cwd: /Users/annika/work')],
    'The request contains "/Users/annika/work", a path of one machine: it differs on other machines and in CI',
    'environment',
  ],
  [
    [says('You run on Node v22.12.0.')],
    'The request contains "v22.12.0", the machine\'s version of Node: it differs on other machines and in CI',
    'environment',
  ],
  [
    [says('Write to /tmp/agent-x8Kd9s/out.txt')],
    'The request contains "/tmp/agent-x8Kd9s/out.txt", a temporary folder that has another name in every run',
    'temporary_folder',
  ],
  [
    [says('The total is 0.30000000000000004.')],
    'The request contains 0.30000000000000004, a sum with its rounding error: another order of additions, or another machine, has another one',
    'floating_point',
  ],
  [
    [chat([calls, result('call_b'), result('call_a')])],
    'The results of parallel tool calls are in the order of their arrival, not in the order of the calls',
    'result_order',
  ],
  [
    [tools('a', 'b'), tools('b', 'a')],
    'The list at $.tools has the same elements as in the request before, in another order',
    'collection_order',
  ],
  [
    [chat(ask, 'fine', { temperature: 0.7 })],
    'gpt-4o-2024-08-06 is called with a temperature of 0.7 and no seed: replays are not affected, but a new recording may have other answers',
    'sampling',
  ],
  [
    [chat(ask, 'fine', { temperature: null })],
    'gpt-4o-2024-08-06 is called without a temperature of 0: replays are not affected, but a new recording may have other answers',
    'sampling',
  ],
  [
    [
      post(
        'https://api.anthropic.com/v1/messages',
        { model: 'claude-3-5-haiku-20241022', max_tokens: 9, temperature: 0.7, messages: ask },
        {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-3-5-haiku-20241022',
          content: [{ type: 'text', text: 'fine' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 1, output_tokens: 1 },
        },
      ),
    ],
    'claude-3-5-haiku-20241022 is called with a temperature of 0.7: replays are not affected, but a new recording may have other answers',
    'sampling_anthropic',
  ],
  [
    [chat(ask, 'fine', { model: 'gpt-4o' })],
    '"gpt-4o" was answered by gpt-4o-2024-08-06: a new recording may be answered by its successor',
    'alias',
  ],
  [
    [says('a', 'one'), says('a', 'two')],
    'The same request had another answer earlier in this run: the model samples its answers',
    'sampling',
  ],
  [
    [tool('read', [1], 'a'), tool('read', [1], 'b')],
    'The same call had another answer earlier in this run, which changed nothing in between: the answer depends on the time of the call',
    'polling',
  ],
  [
    [overloaded],
    'The answer was 503 Unavailable: the recording contains a temporary failure',
    'temporary_failure',
  ],
  [
    [http('POST', 'https://shop.example/refunds?a=1', { order: 'A-17' }, { id: 're_1' })],
    'POST /refunds has no idempotency key: a retry would do it twice',
    'idempotency',
  ],
] as Array<[Actions, string, keyof typeof STATIC_REMEDIES]>)(
  'the finding in %j is put into words',
  (actions, description, remedy) => {
    const found = findStaticFindings(cassetteOf(actions), { enable: FindingTypeSchema.options })
    expect(found).toHaveLength(1)
    const finding = describeStaticFinding(found[0]!)
    expect(finding).toEqual({
      ...found[0],
      description,
      remedy,
      recommendation: STATIC_REMEDIES[remedy],
    })
    expect(StaticFindingSchema.parse(finding)).toEqual(finding)
    expect(parseJson(JSON.stringify(finding))).toEqual(finding)
  },
)

test.each([
  [
    'responses',
    post(
      'https://api.openai.com/v1/responses',
      { model: 'gpt-4o-2024-08-06', input: 'a' },
      {
        id: 'resp_1',
        object: 'response',
        status: 'completed',
        model: 'gpt-4o-2024-08-06',
        output: [
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'fine' }] },
        ],
      },
    ),
    'sampling_responses',
  ],
  [
    'generateContent',
    post(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.0-flash:generateContent',
      { contents: [{ role: 'user', parts: [{ text: 'a' }] }] },
      { candidates: [{ content: { role: 'model', parts: [{ text: 'fine' }] } }] },
    ),
    'sampling_google',
  ],
])('free sampling of %s has a remedy in its own SDK', (_, action, remedy) => {
  expect(findStaticFindings(cassetteOf([action]))).toMatchObject([
    { observation: { code: 'free_sampling' }, remedy },
  ])
})

test('every remedy has other code after than before', () => {
  for (const { before, after } of Object.values(STATIC_REMEDIES)) expect(after).not.toBe(before)
})
