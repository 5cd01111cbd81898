import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import { BudgetGuard } from '../../../src/worker/pass/limits/budget-guard.ts'
import type { SocketCall, SocketVerdict } from '../../../src/worker/context/socket-call.ts'
import { WebsocketActions } from '../../../src/worker/pass/channels/websocket-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { openReplay, OWN, recordingOptions } from './open-pass.ts'

const CALL: SocketCall = { url: 'wss://live.test/v1', protocols: [], headers: [], stack: undefined }

/** A recorded conversation in which the client speaks first. */
const conversation = (index: number, asked: string, answer: string): RecordedAction => ({
  kind: 'action',
  index,
  parent: null,
  type: 'websocket',
  name: 'WS live.test/v1',
  outcome: 'success',
  start: index,
  duration: 1,
  async: true,
  inputs: { json: { url: CALL.url, messages: [asked] } },
  outputs: { json: { messages: [answer] } },
  websocket: { events: [{ kind: 'message', at: 1, after: 1 }] },
})

function openSockets(ledger: PassLedger) {
  const late: string[] = []
  const note = (what: string) => `${late.push(what)}: it is over`
  return { sockets: new WebsocketActions(ledger, { note }, () => false), late }
}

async function served(verdict: SocketVerdict) {
  if (verdict.kind !== 'served') throw new Error(`it is not served, but ${verdict.kind}`)
  return { socket: verdict.socket, opening: await verdict.socket.open() }
}

test('a client that says what no recorded one said is blocked once, whatever it goes on to say', async () => {
  const recorded = [conversation(0, 'one', 'first'), conversation(1, 'two', 'second')]
  const ledger = openReplay(recorded)
  const { sockets } = openSockets(ledger)
  const all = await Promise.all([0, 1, 2].map(() => served(sockets.decide(CALL, OWN))))
  for (const [at, { socket }] of all.entries()) {
    socket.heard({ kind: 'text', text: ['one', 'two', 'three'][at]! })
    socket.heard({ kind: 'text', text: 'more' })
  }
  sockets.close()
  expect(ledger.blocked).toHaveLength(1)
  expect(ledger.actions.map(({ treatment }) => treatment)).toMatchObject([
    'mismatched',
    'mismatched',
    'blocked',
  ])
})

test('a WebSocket beyond the budget is refused for the reason that the guard has, and is no action', async () => {
  const guard = new BudgetGuard('a run', { actions: 0 })
  const ledger = new PassLedger(recordingOptions({ guard }))
  const { opening } = await served(openSockets(ledger).sockets.decide(CALL, OWN))
  expect(opening).toMatchObject({
    refusal: { body: expect.stringContaining(guard.error!.message) },
  })
  expect(ledger.actions).toEqual([])
})

test.each(['record', 'replay'] as const)(
  'of a run that is over, none is opened: %s',
  async (plan) => {
    const recorded = [conversation(0, 'one', 'first')]
    const ledger = plan === 'record' ? new PassLedger(recordingOptions()) : openReplay(recorded)
    ledger.isOver = true
    const { sockets, late } = openSockets(ledger)
    const { opening } = await served(sockets.decide(CALL, OWN))
    expect(opening).toMatchObject({ kind: 'refused' })
    expect(late).toEqual(['WS live.test/v1'])
    expect(ledger.actions).toEqual([])
  },
)

test('a rule that refuses is named as the user wrote it', async () => {
  const rule = { kind: 'http', pattern: '*live.test*', effect: 'refuse', origin: 'policy' } as const
  const ledger = openReplay([], { policy: new Policy([rule] as never) })
  const { opening } = await served(openSockets(ledger).sockets.decide(CALL, OWN))
  expect(opening).toMatchObject({
    refusal: { body: expect.stringContaining(`policy: { 'http *live.test*': 'refuse' }`) },
  })
})
