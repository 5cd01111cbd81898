import { expect, test } from 'vitest'
import type { ServedSocket, SocketOpening } from '../../../src/worker/context/socket-call.ts'
import { refusedSocket } from '../../../src/worker/context/refused-socket.ts'
import { answerUpgradeDispatch } from '../../../src/worker/intercept/websocket/undici-upgrade.ts'

const HANDSHAKE = { url: 'ws://live.test/', key: 'a2V5', copy: {} }

const serving = (open: () => Promise<SocketOpening>): ServedSocket => ({
  ...refusedSocket(''),
  open,
})

test('a handshake that cannot be decided on fails at its client', async () => {
  const error = new Error('a rule threw')
  const errors: unknown[] = []
  const handler = { onConnect() {}, onError: (failed: Error) => void errors.push(failed) }
  await answerUpgradeDispatch(
    handler,
    serving(() => Promise.reject(error)),
    HANDSHAKE,
  )
  expect(errors).toEqual([error])
})

test('a header that the server repeated comes each time', async () => {
  const found: unknown[] = []
  const headers: Array<[string, string]> = [
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
  ]
  const handler = {
    onRequestStart() {},
    onRequestUpgrade: (_controller: unknown, _status: number, record: Record<string, unknown>) =>
      void found.push(record['set-cookie'], record['upgrade']),
  }
  const accepted = serving(() => Promise.resolve({ kind: 'accepted', protocol: null, headers }))
  await answerUpgradeDispatch(handler, accepted, HANDSHAKE)
  expect(found).toEqual([['a=1', 'b=2'], 'websocket'])
})
