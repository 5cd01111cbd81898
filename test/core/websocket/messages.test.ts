import { expect, test } from 'vitest'
import { ClientPosition } from '../../../src/core/websocket/client-position.ts'
import { contentMessage, messageContent } from '../../../src/core/websocket/message-content.ts'
import type { JsonValue } from '../../../src/core/json.ts'

test.each<[text: string, content: JsonValue]>([
  ['{"type":"a","n":[1,2]}', { type: 'a', n: [1, 2] }],
  ['[1]', [1]],
  ['plain', 'plain'],
  ['"quoted"', '"quoted"'],
  ['12', '12'],
  ['', ''],
  // Another text than its JSON would be printed as.
  ['{ "a": 1 }', '{ "a": 1 }'],
  ['{"n":1.0}', '{"n":1.0}'],
  ['{"n":12345678901234567890}', '{"n":12345678901234567890}'],
  // It looks like bytes.
  ['{"base64":"AAAA"}', '{"base64":"AAAA"}'],
  ['{broken', '{broken'],
])('the text %s is stored readably, and comes back', (text, content) => {
  expect(messageContent({ kind: 'text', text })).toEqual(content)
  expect(contentMessage(content)).toEqual({ kind: 'text', text })
})

test('bytes come back', () => {
  const bytes = new Uint8Array([0, 127, 255])
  const content = messageContent({ kind: 'binary', bytes })
  expect(content).toEqual({ base64: 'AH//' })
  expect(contentMessage(content)).toEqual({ kind: 'binary', bytes })
})

test.each<[heard: string[], said: number[]]>([
  [
    ['a', 'b', 'c'],
    [1, 2, 3],
  ],
  // Changed: it stands for the recorded one.
  [
    ['a', 'x', 'c'],
    [1, 2, 3],
  ],
  // Left out: who says the third one does not say the second one any more.
  [
    ['a', 'c'],
    [1, 3],
  ],
  [['b'], [2]],
  [
    ['a', 'a', 'b'],
    [1, 2, 3],
  ],
])('a client that says %j is so far in a recording of a, b, c', (heard, said) => {
  const position = new ClientPosition(['a', 'b', 'c'])
  expect(
    heard.map((one) => {
      position.hear(one)
      return position.said
    }),
  ).toEqual(said)
})
