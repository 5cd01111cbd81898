import { expect, test } from 'vitest'
import type { HttpVerdict } from '../../../src/worker/context/http-call.ts'
import { currentScope, workerState } from '../../../src/worker/context/scope.ts'
import { createTestContext, sharedState } from '../../../src/worker/context/test-context.ts'
import { ActiveRun } from '../../../src/worker/pass/active-run.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { openReplay, post, recordExchanges, recordingOptions, textOf } from '../pass/open-pass.ts'

const own = (answer: string) => ({ call: post('https://api.test/ask', { q: answer }), answer })

const contextOf = (id: string) =>
  createTestContext({ file: '/project/a.test.ts', fullName: id, id })

async function open(name: string, ledger: PassLedger): Promise<ActiveRun> {
  const run = new ActiveRun(ledger, { test: contextOf(name), runId: name })
  await run.open({ isAlone: false })
  return run
}

async function replayOf(name: string, ...answers: string[]): Promise<ActiveRun> {
  return open(name, openReplay(await recordExchanges(answers.map(own)), { runName: name }))
}

/** Calls as code does whose async context holds neither a run nor a test. */
function outside<T>(work: () => T): T {
  return sharedState.tests.exit(() => workerState.run.exit(work))
}

const ask = (question: string): Promise<HttpVerdict> =>
  outside(() => currentScope()!.http(own(question).call))

test('a call without context belongs to the one run that is open', async () => {
  const run = await replayOf('a', 'one')
  expect(textOf(await ask('one'))).toBe('"one"')
  expect(run.ledger.actions).toMatchObject([{ treatment: 'equal', isAttributed: true }])
  await run.finish({ isKept: true })
  expect(outside(currentScope)).toBeUndefined()
})

test('with several open, it belongs to the one that recorded it', async () => {
  const [a, b] = [await replayOf('a', 'one'), await replayOf('b', 'two')]
  expect(textOf(await ask('two'))).toBe('"two"')
  expect(a.ledger.actions).toEqual([])
  expect(b.ledger.actions).toMatchObject([{ treatment: 'equal', isAttributed: true }])
  await a.finish({ isKept: true })
  await b.finish({ isKept: true })
})

test('what none of them recorded is refused in all, and names them', async () => {
  const [a, b] = [await replayOf('a', 'one'), await replayOf('b', 'two')]
  expect(textOf(await ask('three'))).toContain('blocked')
  for (const { ledger } of [a, b]) {
    expect(ledger.blocked).toEqual([expect.stringContaining('"a" and "b"')])
    expect(ledger.actions).toMatchObject([{ treatment: 'blocked' }])
  }
  await a.finish({ isKept: true })
  await b.finish({ isKept: true })
})

test('the context of another run is not believed against its recording', async () => {
  const [a, b] = [await replayOf('a', 'one'), await replayOf('b', 'two')]
  const verdict = await a.within(null, () => currentScope()!.http(own('two').call))
  expect(textOf(verdict)).toBe('"two"')
  expect(a.ledger.actions).toEqual([])
  expect(b.ledger.actions).toMatchObject([{ treatment: 'equal', isAttributed: true }])
  await a.finish({ isKept: true })
  await b.finish({ isKept: true })
})

test('the same request of two runs with different answers is refused', async () => {
  const call = post('https://api.test/ask', { q: 'same' })
  const runs = [
    await open('a', openReplay(await recordExchanges([{ call, answer: 1 }]), { runName: 'a' })),
    await open('b', openReplay(await recordExchanges([{ call, answer: 2 }]), { runName: 'b' })),
  ]
  expect(textOf(await outside(() => currentScope()!.http(call)))).toContain('blocked')
  for (const run of runs) await run.finish({ isKept: true })
})

test('two recordings fail by a call that may be of either', async () => {
  const record = () => new PassLedger(recordingOptions())
  const [a, b] = [await open('a', record()), await open('b', record())]
  await ask('one')
  expect([a.ledger.failure, b.ledger.failure]).toMatchObject([
    { code: 'RUN_UNCERTAIN' },
    { code: 'RUN_UNCERTAIN' },
  ])
  await a.finish({ isKept: true })
  await b.finish({ isKept: true })
})

test('the own requests of another test stay its own', async () => {
  const run = await open('a', new PassLedger(recordingOptions()))
  const verdict = await sharedState.tests.run(contextOf('other'), () =>
    workerState.run.exit(() => currentScope()!.http(own('one').call)),
  )
  expect(verdict.kind).toBe('live')
  expect(run.ledger.actions).toEqual([])
  await run.finish({ isKept: true })
})

test('a run that has to be alone waits for the others, and they for it', async () => {
  const a = await open('a', new PassLedger(recordingOptions()))
  const b = new ActiveRun(new PassLedger(recordingOptions()), { test: contextOf('b'), runId: 'b' })
  const order: string[] = []
  const opened = b.open({ isAlone: true })!.then(() => order.push('b is open'))
  order.push('a ends')
  await a.finish({ isKept: true })
  await opened
  expect(order).toEqual(['a ends', 'b is open'])
  expect([...b.beside]).toEqual([])
  await b.finish({ isKept: true })
})

test('a run that has to be alone does not wait for one whose test is over', async () => {
  const a = await open('a', new PassLedger(recordingOptions()))
  a.test.isOver = true
  const b = new ActiveRun(new PassLedger(recordingOptions()), { test: contextOf('b'), runId: 'b' })
  expect(b.open({ isAlone: true })).toBeUndefined()
  for (const run of [a, b]) await run.finish({ isKept: false })
})

/** Asks as code does that an ended run has left behind. */
const askFrom = (run: ActiveRun, question: string): Promise<HttpVerdict> =>
  run.within(null, () => currentScope()!.http(own(question).call))

const requestFrom = (run: ActiveRun, url: string): Promise<HttpVerdict> =>
  run.within(null, () => currentScope()!.http(post(url, {})))

test('a call that comes from an ended run, and for which the open one does not wait, is a late one', async () => {
  const a = await replayOf('a', 'one')
  await a.within(null, () => currentScope()!.http(own('one').call))
  await a.finish({ isKept: true })
  const b = await replayOf('b', 'two')
  expect(textOf(await requestFrom(a, 'https://api.test/late'))).toContain('is over')
  expect(a.test.misses).toMatchObject([{ run: 'a', continues: true }])
  expect(b.ledger.actions).toEqual([])
  await b.finish({ isKept: true })
})

test('a call from the context of an ended run belongs to the open one that waits for it, or for another like it', async () => {
  const a = await replayOf('a', 'one')
  await a.finish({ isKept: true })
  const b = await replayOf('b', 'two', 'three')
  expect(textOf(await askFrom(a, 'two'))).toBe('"two"')
  await askFrom(a, 'another')
  expect(b.ledger.actions).toMatchObject([{ treatment: 'equal' }, { treatment: 'mismatched' }])
  expect(a.test.misses).toEqual([])
  await b.finish({ isKept: true })
})

test('a recording takes what comes from the context of an ended run', async () => {
  const a = await replayOf('a', 'one')
  await a.finish({ isKept: true })
  const b = await open('b', new PassLedger(recordingOptions()))
  expect((await requestFrom(a, 'https://api.test/late')).kind).toBe('live')
  expect(b.ledger.actions).toHaveLength(1)
  await b.finish({ isKept: false })
})
