import { expect, test } from 'vitest'
import { presentHeaders } from '../../../src/worker/prepare/present-headers.ts'
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
