import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { OPENAI_KEY } from './fake-secrets.ts'

const FILE = `PORT=3000\nOPENAI_API_KEY=${OPENAI_KEY}\nNOTE=ä ✓\n`
const HIDDEN = FILE.replace(OPENAI_KEY, '<redacted:openai-key:1>')
const base64 = (text: string | Uint8Array, encoding: 'base64' | 'base64url' = 'base64') =>
  Buffer.from(text as string).toString(encoding)
const wrap = (text: string, width: number, line: string) =>
  text.replace(new RegExp(`.{${width}}(?!$)`, 'g'), `$&${line}`)

test.each([
  ['a file', base64(FILE), base64(HIDDEN)],
  ['a part of a mail', base64(FILE, 'base64url'), base64(HIDDEN, 'base64url')],
  ['a wrapped file', wrap(base64(FILE), 60, '\n') + '\n', wrap(base64(HIDDEN), 60, '\n') + '\n'],
  ['a MIME part', wrap(base64(FILE), 76, '\r\n'), wrap(base64(HIDDEN), 76, '\r\n')],
  [
    'a data URL',
    `data:text/plain;base64,${base64(FILE)}`,
    `data:text/plain;base64,${base64(HIDDEN)}`,
  ],
  ['bytes of an array', `Int8Array:${base64(FILE)}`, `Int8Array:${base64(HIDDEN)}`],
])('replaces a secret within base64, %s, which stays base64', (_, payload, expected) => {
  const redactor = createRedactor({})
  expect(redactor.json({ content: payload })).toEqual({ content: expected })
  expect(redactor.json({ content: expected })).toEqual({ content: expected })
  expect(createRedactor({}).text(expected)).toBe(expected)
})

test('replaces a secret among bytes that are no text', () => {
  const bytes = Uint8Array.from({ length: 512 }, (_, at) => (at * 7919) % 256)
  const redacted = createRedactor({}).text(
    base64(Buffer.concat([bytes, Buffer.from(` ${OPENAI_KEY} `), bytes])),
  )
  expect(Buffer.from(redacted, 'base64')).toEqual(
    Buffer.concat([bytes, Buffer.from(' <redacted:openai-key:1> '), bytes]),
  )
})

test('base64 without a secret keeps its identity, whatever its form', () => {
  const redactor = createRedactor({})
  const noise = Uint8Array.from({ length: 3000 }, (_, at) => (at * 7919 + (at >> 3)) % 256)
  for (const text of [
    base64('Nothing of interest stands in here, only a text.'),
    wrap(base64(noise), 76, '\r\n'),
    `data:image/png;base64,${base64(noise)}`,
    'MDQ6VXNlcjU4MzIzMQ==MDQ6VXNlcjU4MzIzMQ==',
    'c29tZSB0ZXh0IHdpdGggb25lIGNoYXJhY3RlciB0b28gbWFueQaaa',
  ])
    expect(redactor.text(text)).toBe(text)
})

test('placeholders within base64 are compared like others', () => {
  const other = OPENAI_KEY.replace('a1B2', 'Zz9y')
  const recording = createRedactor({})
  const stored = recording.json({
    first: OPENAI_KEY,
    file: base64(FILE.replace(OPENAI_KEY, other)),
  })
  const secrets = recording.secrets({ hasReplaced: () => true })
  expect(secrets.map(([name]) => name)).toEqual(['openai-key:1', 'openai-key:2'])
  const replay = createRedactor({}, secrets)
  const level = (value: object) => replay.level(replay.json(value as never))
  expect(level({ file: base64(FILE.replace(OPENAI_KEY, other)) })).toEqual(
    replay.level({ file: stored.file }),
  )
  expect(level({ file: base64(FILE) })).not.toEqual(replay.level({ file: stored.file }))
  // Without a list, by their kinds.
  const loose = createRedactor({})
  expect(loose.level(loose.json({ file: base64(FILE) }))).toEqual(
    loose.level({ file: stored.file }),
  )
})

test.each([
  ['within prose', (payload: string) => `The file is ${payload}, and no other.`],
  ['in JSON text', (payload: string) => JSON.stringify({ content: payload, size: 1 })],
  ['in JSON text twice', (payload: string) => JSON.stringify(JSON.stringify({ a: payload }))],
  ['after a name', (payload: string) => `content=${payload}&size=1`],
])('replaces a secret within base64 of a longer text: %s', (_, around) => {
  const redactor = createRedactor({})
  for (const [payload, expected] of [
    [base64(FILE), base64(HIDDEN)],
    [wrap(base64(FILE), 60, '\n'), wrap(base64(HIDDEN), 60, '\n')],
  ]) {
    expect(redactor.text(around(payload!))).toBe(around(expected!))
    expect(redactor.text(around(expected!))).toBe(around(expected!))
  }
  const other = createRedactor({})
  other.text('sk-' + 'Zz9y'.repeat(12))
  expect(redactor.level(around(base64(HIDDEN)))).toBe(
    redactor.level(other.text(around(base64(FILE)))),
  )
})
