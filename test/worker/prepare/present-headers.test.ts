import { expect, test } from 'vitest'
import { comparedAccounts, presentHeaders } from '../../../src/worker/prepare/present-headers.ts'
import { buildCassette, modelCall } from '../../core/cassette/build-cassette.ts'

function recorded(headers: Array<[string, string]>, varyingHeaders?: string[]) {
  const call = modelCall(0, {}, {})
  const cassette = buildCassette([{ ...call, request: { ...call.request!, headers } }])
  if (varyingHeaders) cassette.end!.varyingHeaders = varyingHeaders
  return cassette
}

const found = (cassette: ReturnType<typeof recorded>, env = {}, isVerification = false) => [
  ...presentHeaders(cassette, { isVerification, env }),
]

test('a header with a secret that was sent has to be sent again', () => {
  expect(
    found(
      recorded([
        ['authorization', 'sent Bearer'],
        ['cookie', 'sid'],
      ]),
    ),
  ).toEqual(['authorization', 'cookie'])
  expect(found(recorded([]))).toEqual([])
})

test('it need not where it was not sent in the verification, or where its variable is missing', () => {
  const sent = recorded([['authorization', 'sent Bearer $SHOP_TOKEN']])
  expect(found(sent)).toEqual([])
  expect(found(sent, { SHOP_TOKEN: 'x' })).toEqual(['authorization'])
  expect(found(recorded([['cookie', 'sid']], ['cookie']))).toEqual([])
  expect(found(recorded([['cookie', 'sid']]), {}, true)).toEqual([])
})

/** The compared accounts of a recording with these values, each sent with a request to one host. */
function accountsOf(values: string[], more: { name?: string; varying?: string[] } = {}) {
  const { name = 'authorization', varying } = more
  const actions = values.map((value, index) => {
    const call = modelCall(index, {}, {})
    return { ...call, request: { ...call.request!, headers: [[name, value] as [string, string]] } }
  })
  const cassette = buildCassette(actions)
  cassette.end!.verified = true
  if (varying) cassette.end!.varyingHeaders = varying
  return [...comparedAccounts(cassette, { isVerification: false })].map((key) => key.split(' ')[0])
}

test('the account of a header counts where each request tells it', () => {
  expect(accountsOf(['sent Basic =ann'])).toEqual(['authorization'])
  expect(accountsOf(['sent Basic =ann', 'sent Basic'])).toEqual([])
  expect(accountsOf(['sent Basic =ann'], { varying: ['authorization='] })).toEqual([])
  expect(accountsOf(['sent =pay-1'], { name: 'idempotency-key' })).toEqual(['idempotency-key'])
  expect(accountsOf(['sent'], { name: 'idempotency-key' })).toEqual([])
})

test('a key of its own may be drawn for the process; which of two is sent is a choice', () => {
  expect(accountsOf(['sent Bearer =#a1b2', 'sent Bearer =#a1b2'])).toEqual([])
  expect(accountsOf(['sent Bearer =#a1b2', 'sent Bearer =#c3d4'])).toEqual(['authorization'])
})

test('of a recording that was not verified, no account counts', () => {
  const cassette = recorded([['authorization', 'sent Basic =ann']])
  cassette.end!.verified = false
  expect([...comparedAccounts(cassette, { isVerification: false })]).toEqual([])
  cassette.end!.verified = true
  expect([...comparedAccounts(cassette, { isVerification: true })]).toEqual([])
})
