import { expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { BrokenBody } from '../../../src/worker/context/broken-body.ts'
import type { ExchangeTap, HttpCall, HttpVerdict } from '../../../src/worker/context/http-call.ts'
import { HttpActions } from '../../../src/worker/pass/http-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { readMatchRules } from '../../../src/core/matching/match-options.ts'
import { createRuleSet } from '../../../src/core/matching/match-rules.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import { filed, openPlayer, openReplay, OWN, recordingOptions, SECRET } from './open-pass.ts'

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

/** Fails a test whose answer waits for what is never sent, with what it waited for. */
async function soon<T>(promised: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not come before the request ended`)),
      8000,
    )
  })
  try {
    return await Promise.race([promised, late])
  } finally {
    clearTimeout(timer)
  }
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
  const verdict = await soon(deciding, 'the answer')
  if (verdict.kind !== 'respond') throw new Error(verdict.kind)
  const passed: string[] = []
  const second = verdict.response.ready!(1).then(() => passed.push('B'))
  const last = verdict.response.ready!(2).then(() => passed.push('end'))
  await verdict.response.ready!(0)
  expect(passed).toEqual([])
  sending.send('b')
  await soon(second, 'its second part')
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
  expect((await soon(deciding, 'the answer')).kind).toBe('respond')
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
    expect((await soon(deciding, 'the answer')).kind).toBe('respond')
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

/** A recording that goes on from what was recorded. */
const openExtended = (recorded: RecordedAction[]) =>
  new PassLedger(
    recordingOptions({
      plan: 'extend',
      player: openPlayer(recorded, { exactOnly: true, volatile: null }),
    }),
  )

/** Reads what goes out of a request, and answers each piece with itself in capitals. */
async function echo(verdict: HttpVerdict, onPiece: (text: string) => void): Promise<void> {
  if (verdict.kind !== 'live' || !verdict.arriving) throw new Error(verdict.kind)
  const { tap, arriving } = verdict
  tap.head(head)
  for await (const piece of arriving) {
    tap.chunk(utf8(Buffer.from(piece).toString().toUpperCase()))
    onPiece(Buffer.from(piece).toString())
  }
  tap.end('complete')
}

test('a recording that is extended sends what no recorded action can answer as it is made', async () => {
  const elsewhere = await duplex()
  const ledger = openExtended([elsewhere])
  const http = new HttpActions(ledger)
  expect(http.depart({ ...outgoing, url: 'https://duplex.test/other' }, OWN)).toBeTypeOf('function')
  expect(http.depart(outgoing, OWN)).toBeUndefined()
  expect(http.depart({ ...outgoing, method: 'PUT' }, OWN)).toBeTypeOf('function')
})

test('a request is read to its end where calls of models are refused or ask another model', async () => {
  const player = openPlayer([await duplex()], { exactOnly: true, volatile: null })
  const policy = new Policy([{ kind: 'llm', pattern: '*', effect: 'refuse', origin: 'call' }])
  for (const change of [{ policy }, { liveModel: 'other' }]) {
    const ledger = new PassLedger(recordingOptions({ plan: 'extend', player, ...change }))
    const http = new HttpActions(ledger)
    expect(http.depart({ ...outgoing, url: 'https://duplex.test/other' }, OWN)).toBeUndefined()
    const sending = upload()
    const deciding = http.decide({ ...sending.call, url: 'https://duplex.test/other' }, OWN)
    sending.send('a')
    sending.end()
    expect(await soon(deciding, 'the way out')).not.toHaveProperty('arriving')
  }
})

test('where rules of matching apply, a request is decided on with its body', async () => {
  const rules = createRuleSet(readMatchRules({ ignore: ['$.page'] }, 'call'))
  const options = recordingOptions({
    plan: 'extend',
    rules,
    player: openPlayer([await duplex()], { exactOnly: true, volatile: null, rules }),
  })
  const http = new HttpActions(new PassLedger(options))
  expect(http.depart({ ...outgoing, url: 'https://duplex.test/other' }, OWN)).toBeUndefined()
})

test('a recording that is extended gives an early answer again', async () => {
  const recorded = await duplex()
  const ledger = openExtended([recorded])
  const http = new HttpActions(ledger)
  const sending = upload()
  const deciding = http.decide(sending.call, OWN)
  sending.send('a')
  expect((await soon(deciding, 'the answer')).kind).toBe('respond')
  sending.send('b')
  sending.end()
  await expect.poll(() => ledger.actions[0]!.treatment).toBe('equal')
  expect(ledger.failure).toBeUndefined()
})

test('it fails where the request goes on otherwise: its answer cannot be taken back', async () => {
  const ledger = openExtended([await duplex()])
  const sending = upload()
  const deciding = new HttpActions(ledger).decide(sending.call, OWN)
  sending.send('a')
  expect((await soon(deciding, 'the answer')).kind).toBe('respond')
  sending.send('X')
  sending.end()
  await expect.poll(() => ledger.failure).toMatchObject({ code: 'RECORDING_DIVERGED' })
})

test('it sends another request on while its client waits for the answer', async () => {
  const ledger = openExtended([await duplex()])
  const http = new HttpActions(ledger)
  const sending = upload()
  const deciding = http.decide(sending.call, OWN)
  sending.send('x')
  const verdict = await soon(deciding, 'the way out')
  const seen: string[] = []
  const answered = echo(verdict, (text) => {
    seen.push(text)
    if (text === 'x') sending.send('y')
    else sending.end()
  })
  await soon(answered, 'the answer')
  http.close()
  const [action] = await filed(ledger)
  expect(seen).toEqual(['x', 'y'])
  expect(action).toMatchObject({
    request: { body: { text: 'xy' } },
    response: {
      body: { text: 'XY' },
      early: [
        [0, 0],
        [0, 1],
        [1, 2],
        [2, null],
      ],
    },
  })
})

test('what a rule executes in a replay goes out while its client waits, and is compared with what was recorded', async () => {
  const recorded = await duplex()
  const policy = new Policy([
    { kind: 'http', pattern: 'POST *', effect: 'execute', origin: 'call' },
  ])
  const ledger = openReplay([recorded], { policy })
  const http = new HttpActions(ledger)
  expect(http.depart(outgoing, OWN)).toBeUndefined()
  const sending = upload()
  const deciding = http.decide(sending.call, OWN)
  sending.send('a')
  const verdict = await soon(deciding, 'the way out')
  const answered = echo(verdict, (text) => {
    if (text === 'a') sending.send('b')
    else sending.end()
  })
  await soon(answered, 'the answer')
  http.close()
  await filed(ledger)
  const { treatment, matches, recorded: partner } = ledger.actions[0]!
  expect({ treatment, matches, index: partner?.index }).toEqual({
    treatment: 'live',
    matches: true,
    index: recorded.index,
  })
})

test('a body that fails on its way out fails with the error of its client', async () => {
  const ledger = openExtended([await duplex()])
  let fail: (error: Error) => void = () => {}
  const call: HttpCall = {
    ...outgoing,
    readBody: (listen = () => {}) => {
      listen(utf8('x'))
      return new Promise((_, reject) => (fail = reject))
    },
  }
  const verdict = await soon(new HttpActions(ledger).decide(call, OWN), 'the way out')
  const disk = new Error('disk')
  const sent = echo(verdict, () => fail(new BrokenBody(utf8('x'), disk)))
  await expect(soon(sent, 'the failure')).rejects.toBe(disk)
})
