import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../../src/core/cassette/schema.ts'
import { createRedactor } from '../../../../src/core/redaction/index.ts'
import { redactAction } from '../../../../src/worker/pass/late/redact-action.ts'

const SECRET = 'q8Zr2Lw0Vb6Txc4NhY7uJm3K'
const PLACEHOLDER = '<redacted:credential-field:1>'

const action: RecordedAction = {
  kind: 'action',
  index: 0,
  type: 'http',
  name: `POST a.test/${SECRET}`,
  parent: null,
  start: 0,
  duration: 1,
  outcome: 'success',
  inputs: { json: [`of ${SECRET}`] },
  outputs: { json: { stdout: `is ${SECRET}!`, exitCode: 0 } },
  error: { name: 'Error', message: `no ${SECRET}`, cause: { name: 'Error', message: SECRET } },
  request: {
    method: 'POST',
    url: `https://a.test/${SECRET}?a=1`,
    headers: [['x-order', SECRET]],
    body: { json: { order: SECRET }, layout: 'indented' },
  },
  response: {
    status: 200,
    headers: [
      ['content-length', '31'],
      ['x-order', SECRET],
    ],
    body: { text: `order ${SECRET}.` },
    end: 'complete',
    trailers: [['x-end', SECRET]],
    information: [{ status: 103, headers: [['link', SECRET]] }],
  },
  process: {
    stdio: ['pipe', 'pipe'],
    events: [
      { fd: 1, bytes: 5, at: 1 },
      { fd: 1, bytes: 23, at: 2 },
      { exit: true, at: 3 },
    ],
  },
  websocket: { headers: [['x-order', SECRET]] },
}

function learning() {
  const redactor = createRedactor({})
  redactor.json({ access_token: SECRET })
  return redactor
}

test('every part of a captured action is read again', () => {
  const redactor = learning()
  const redacted = redactor.again(() => redactAction(action, redactor))
  expect(JSON.stringify(redacted)).not.toContain(SECRET)
  expect(redacted.request!.body).toEqual({ json: { order: PLACEHOLDER }, layout: 'indented' })
  expect([...redactor.late]).toEqual([PLACEHOLDER])
})

test('lengths are those of what is stored', () => {
  const { response, process: facts } = redactAction(action, learning())
  expect(response!.headers[0]).toEqual(['content-length', String(`order ${PLACEHOLDER}.`.length)])
  expect(facts!.events).toEqual([
    { fd: 1, bytes: 5, at: 1 },
    { fd: 1, bytes: `is ${PLACEHOLDER}!`.length - 5, at: 2 },
    { exit: true, at: 3 },
  ])
  const zipped = { ...response!, body: { text: SECRET }, wire: { coding: 'gzip', base64: 'AAAA' } }
  expect(redactAction({ ...action, response: zipped }, learning()).response!.wire).toEqual({
    coding: 'gzip',
  })
})

test('a secret in pieces of a stream is found', () => {
  const pieces = SECRET.match(/.{1,7}/g)!.map((delta) => ({ json: { delta } }))
  const streamed = { ...action, response: { ...action.response!, body: { events: pieces } } }
  const { response } = redactAction(streamed, learning())
  expect(JSON.stringify(response!.body)).not.toContain(SECRET.slice(0, 7))
})

test('an action that holds none is the same object', () => {
  const redactor = createRedactor({})
  expect(redactAction(action, redactor)).toBe(action)
  const lines = { ...action, response: { ...action.response!, body: { lines: [{ a: 1 }] } } }
  expect(redactAction(lines, redactor)).toBe(lines)
})
