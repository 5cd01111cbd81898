import { expect, test } from 'vitest'
import { opensMcp, readMessages } from '../../../src/core/mcp/read-messages.ts'

const line = (message: object) => JSON.stringify({ jsonrpc: '2.0', ...message })

test('a line is a request, a notification or a reply', () => {
  const kinds = [
    line({ id: 1, method: 'ping' }),
    line({ method: 'notifications/initialized' }),
    line({ id: 'a', result: null }),
    line({ id: 'a', error: { code: 1, message: 'no' } }),
  ].map((text) => readMessages(text)?.messages[0])
  expect(kinds).toEqual([
    { kind: 'request', id: 1, method: 'ping', params: undefined },
    { kind: 'notification', id: null, method: 'notifications/initialized', params: undefined },
    { kind: 'reply', id: 'a', outputs: { result: null } },
    { kind: 'reply', id: 'a', outputs: { error: { code: 1, message: 'no' } } },
  ])
})

test('an array is a batch, and nothing but messages', () => {
  const one = { jsonrpc: '2.0', id: 1, method: 'ping' }
  expect(readMessages(JSON.stringify([one, one]))).toMatchObject({ isBatch: true })
  expect(readMessages(JSON.stringify([one, 1]))).toBeNull()
  expect(readMessages('[]')).toBeNull()
})

test.each([
  'no JSON',
  '{}',
  '1',
  '{"id":1,"method":"initialize"}',
  line({ id: 1 }),
  line({ id: null, method: 'ping' }),
  line({ id: {}, result: 1 }),
])('%s is no message', (text) => {
  expect(readMessages(text)).toBeNull()
})

test('a client opens by its version of the protocol', () => {
  const opening = (params?: object) =>
    line({ id: 0, method: 'initialize', ...(params && { params }) })
  expect(opensMcp(opening({ protocolVersion: '2025-11-25' }))).toBe(true)
  // The Agent Client Protocol.
  expect(opensMcp(opening({ protocolVersion: 1 }))).toBe(false)
  expect(opensMcp(opening())).toBe(false)
  expect(opensMcp(line({ id: 0, method: 'tools/list' }))).toBe(false)
})
