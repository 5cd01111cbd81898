import { expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { ExchangeTap, HttpCall } from '../../../src/worker/context/http-call.ts'
import { HttpActions } from '../../../src/worker/pass/http-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { filed, openReplay, OWN, recordingOptions, SECRET } from './open-pass.ts'

const URL = 'https://duplex.test/talk'
const outgoing = { method: 'POST', url: URL, headers: [] as Array<[string, string]> }

/** Records a request that goes out. */
async function record(exchange: (tap: ExchangeTap) => void): Promise<RecordedAction> {
  const ledger = new PassLedger(recordingOptions())
  const http = new HttpActions(ledger)
  exchange(http.depart(outgoing, OWN)!().tap)
  http.close()
  const [action] = await filed(ledger)
  return action!
}

const head = { status: 200, statusText: 'OK', headers: [] }

/** A body that is sent piece by piece. */
function upload() {
  let onBytes: (bytes: Uint8Array) => void = () => {}
  let end: (body: RawBody) => void = () => {}
  const parts: string[] = []
  const call: HttpCall = {
    ...outgoing,
    readBody: (listen = () => {}) => {
      for (const part of parts) listen(utf8(part))
      onBytes = listen
      return new Promise((resolve) => (end = resolve))
    },
  }
  return {
    call,
    send(text: string) {
      parts.push(text)
      onBytes(utf8(text))
    },
    end: () => end(new RawBody(utf8(parts.join('')))),
  }
}

/** Begins to answer after `a`, goes on after `b`, and ends with the request. */
const duplex = () =>
  record((tap) => {
    tap.sent(utf8('a'))
    tap.head(head)
    tap.chunk(utf8('A'))
    tap.sent(utf8('b'))
    tap.chunk(utf8('B'))
    tap.sentAll()
    tap.end('complete')
  })

test('an answer that begins before its request ends is recorded with how far the request was', async () => {
  expect(await duplex()).toMatchObject({
    request: { body: { text: 'ab' } },
    response: {
      body: { text: 'AB' },
      early: [
        [0, 1],
        [1, 2],
        [2, null],
      ],
    },
  })
})

test('one that came after the request says nothing of it', async () => {
  const { request, response } = await record((tap) => {
    tap.sent(utf8('a'))
    tap.sentAll()
    tap.head(head)
    tap.end('complete')
  })
  expect(request).not.toHaveProperty('unfinished')
  expect(response).not.toHaveProperty('early')
})

test('it is given before the request ends, as far as the request has got', async () => {
  const ledger = openReplay([await duplex()])
  const sending = upload()
  const deciding = new HttpActions(ledger).decide(sending.call, OWN)
  sending.send('a')
  const verdict = await deciding
  if (verdict.kind !== 'respond') throw new Error(verdict.kind)
  const passed: string[] = []
  const second = verdict.response.ready!(1).then(() => passed.push('B'))
  const last = verdict.response.ready!(2).then(() => passed.push('end'))
  await verdict.response.ready!(0)
  expect(passed).toEqual([])
  sending.send('b')
  await second
  expect(passed).toEqual(['B'])
  sending.end()
  await last
  expect(ledger.actions[0]).toMatchObject({ treatment: 'equal', matches: true })
})

test('a request that goes on otherwise is a divergence, once it is known', async () => {
  const recorded = await duplex()
  const ledger = openReplay([recorded])
  const sending = upload()
  const deciding = new HttpActions(ledger).decide(sending.call, OWN)
  sending.send('a')
  expect((await deciding).kind).toBe('respond')
  expect(ledger.actions[0]).toMatchObject({ matches: true })
  sending.send(`c ${SECRET}`)
  sending.end()
  await expect.poll(() => ledger.actions[0]!.matches).toBe(false)
  expect(ledger.actions[0]).toMatchObject({ treatment: 'mismatched', recorded })
  expect(ledger.actions[0]!.asked?.request?.body).toHaveProperty('text')
  expect(JSON.stringify(ledger.actions[0]!.asked)).not.toContain(SECRET)
})

test('a request that is not sent to its end is compared as far as it was sent', async () => {
  const recorded = await record((tap) => {
    tap.sent(utf8('abc'))
    tap.head({ ...head, status: 413 })
    tap.end('complete')
  })
  expect(recorded.request).toMatchObject({ body: { text: 'abc' }, unfinished: 3 })
  for (const [text, matches] of [
    ['abcdef', true],
    ['ab', true],
    ['abX', false],
  ] as const) {
    const ledger = openReplay([recorded])
    const http = new HttpActions(ledger)
    const sending = upload()
    const deciding = http.decide(sending.call, OWN)
    sending.send(text)
    if (text.length < 3) sending.end()
    expect((await deciding).kind).toBe('respond')
    http.close()
    expect([text, ledger.actions[0]!.matches]).toEqual([text, matches])
  }
})

test('a request that failed before it was sent is compared as far as it was sent', async () => {
  const recorded = await record((tap) => tap.fail(new Error('refused')))
  expect(recorded.request).toMatchObject({ unfinished: 0 })
  const ledger = openReplay([recorded])
  const sending = upload()
  const deciding = new HttpActions(ledger).decide(sending.call, OWN)
  sending.send('all of it')
  sending.end()
  expect(await deciding).toMatchObject({ kind: 'fail', error: { message: 'refused' } })
  expect(ledger.actions[0]).toMatchObject({ treatment: 'equal' })
})
