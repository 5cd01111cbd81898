import { expect, test, vi } from 'vitest'
import { liftOptions } from '../../../src/core/policy/lift-options.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import type { CallOptions } from '../../../src/worker/open-runs/open-run.ts'
import { CallActions } from '../../../src/worker/pass/call-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import type { PassOptions } from '../../../src/worker/pass/pass-options.ts'
import { RunawayGuard } from '../../../src/worker/pass/limits/runaway-guard.ts'
import { filed, openPlayer, openReplay, recordingOptions, SECRET, OWN } from './open-pass.ts'

const tool: CallOptions = { type: 'tool', replay: 'serve' }
const step: CallOptions = { type: 'step', replay: 'execute' }

function callsOf(ledger: PassLedger) {
  const calls: CallActions = new CallActions(ledger, (_, work) => work())
  return (name: string, args: unknown[], work: () => unknown, options = tool) =>
    calls.call(name, OWN, options, work, args)
}

/** Records calls of functions, one after the other, and returns what was filed. */
async function record(
  calls: Array<[name: string, args: unknown[], work: () => unknown, options?: CallOptions]>,
) {
  const ledger = new PassLedger(recordingOptions())
  const call = callsOf(ledger)
  for (const args of calls) {
    try {
      await call(...args)
    } catch {
      // It is recorded as an error.
    }
  }
  return filed(ledger)
}

function forbidden(): never {
  throw new Error('the function ran')
}

test('a recorded output is returned without running the function', async () => {
  const when = new Date(0)
  const recorded = await record([['find', ['A-17', when], () => new Map([['total', 3n]])]])
  const ledger = openReplay(recorded)
  const call = callsOf(ledger)
  expect(call('find', ['A-17', when], forbidden)).toEqual(new Map([['total', 3n]]))
  expect(ledger.actions[0]).toMatchObject({
    type: 'tool',
    name: 'find',
    treatment: 'equal',
    matches: true,
    asked: undefined,
  })
})

test('a recorded error is thrown again, a rejection rejects', async () => {
  const fail = () => {
    throw new RangeError('none left')
  }
  const recorded = await record([
    ['now', [], fail],
    ['later', [], () => Promise.reject(new RangeError('none left'))],
    ['soon', [], () => Promise.resolve('ok')],
  ])
  expect(recorded.map(({ outcome }) => outcome)).toEqual(['error', 'error', 'success'])
  const call = callsOf(openReplay(recorded))
  expect(() => call('now', [], forbidden)).toThrow(new RangeError('none left'))
  await expect(call('later', [], forbidden)).rejects.toThrow(new RangeError('none left'))
  await expect(call('soon', [], forbidden)).resolves.toBe('ok')
})

test('a call with other inputs is mismatched, and filed with its inputs', async () => {
  const ledger = openReplay(await record([['find', ['A-17'], () => 'found']]))
  expect(callsOf(ledger)('find', ['A-18'], forbidden)).toBe('found')
  expect(ledger.actions[0]).toMatchObject({
    matches: false,
    recorded: { index: 0 },
    asked: { inputs: { json: ['A-18'] } },
  })
})

test('a call that is not recorded throws, or rejects as the function would', async () => {
  const ledger = openReplay([])
  const call = callsOf(ledger)
  expect(() => call('drop', ['all'], forbidden)).toThrow(
    expect.objectContaining({ code: 'CALL_BLOCKED' }),
  )
  const rejected = call('drop', ['all'], forbidden, { ...tool, isAsync: true })
  await expect(rejected).rejects.toMatchObject({ code: 'CALL_BLOCKED' })
  expect(ledger.blocked).toHaveLength(2)
  expect(ledger.blocked[0]).toContain('tool "drop" with these inputs is not in the cassette')
  expect(ledger.actions.map(({ treatment }) => treatment)).toEqual(['blocked', 'blocked'])
})

test('secrets in inputs, outputs and errors are replaced in what is filed, not for the agent', async () => {
  const ledger = new PassLedger(recordingOptions())
  const call = callsOf(ledger)
  expect(call('login', [SECRET], () => ({ token: SECRET }))).toEqual({ token: SECRET })
  const fail = () => Promise.reject(new Error(`refused ${SECRET}`))
  await expect(call('login', ['b'], fail)).rejects.toThrow(SECRET)
  const recorded = await filed(ledger)
  expect(recorded).toHaveLength(2)
  expect(JSON.stringify(recorded)).not.toContain(SECRET)
  // The same secret is the same placeholder in a replay.
  const replay = openReplay(recorded)
  callsOf(replay)('login', [SECRET], forbidden)
  expect(replay.actions[0]!.treatment).toBe('equal')
})

test('an output that cannot be recorded fails the recording, even where the agent swallows it', () => {
  const ledger = new PassLedger(recordingOptions())
  expect(() => callsOf(ledger)('open', [], () => ({ close: () => {} }))).toThrow()
  expect(ledger.failure).toMatchObject({ code: 'VALUE_UNSUPPORTED' })
  expect(ledger.actions[0]!.fresh).toBeUndefined()
})

test('a step runs in a replay, and a changed output is a difference', async () => {
  const recorded = await record([['plan', [], () => ({ steps: 2 }), step]])
  const run = (work: () => unknown, change: Partial<PassOptions> = {}) => {
    const ledger = openReplay(recorded, change)
    callsOf(ledger)('plan', [], work, step)
    return ledger
  }
  const same = run(() => ({ steps: 2 }))
  expect(same.actions[0]).toMatchObject({ treatment: 'executed', matches: true, output: [] })
  const changed = run(() => ({ steps: 3 }))
  expect(changed.actions[0]!.output).toEqual([{ path: 'output.steps', recorded: 2, replayed: 3 }])
  const failed = openReplay(recorded)
  expect(() => callsOf(failed)('plan', [], forbidden, step)).toThrow('the function ran')
  expect(failed.actions[0]).toMatchObject({ treatment: 'executed', fresh: { outcome: 'error' } })
  expect(failed.actions[0]!.output).not.toEqual([])
})

test('a rule lets an output differ, and it is listed', async () => {
  const recorded = await record([['plan', [], () => ({ score: 1 }), step]])
  const actions = new Map([['plan', [{ path: '$.score', absolute: 0.1 }]]])
  const run = (score: number) => {
    const ledger = openReplay(recorded, { compare: { output: [], actions } })
    callsOf(ledger)('plan', [], () => ({ score }), step)
    return ledger
  }
  const near = run(1.05)
  expect(near.actions[0]!.output).toEqual([])
  expect(near.tolerated).toEqual([{ action: 'plan', path: '$.score', recorded: 1, replayed: 1.05 }])
  const far = run(2)
  expect(far.actions[0]!.output).toHaveLength(1)
  expect(far.tolerated).toEqual([])
})

test('an output that differs in a value that both runs generated is no difference', async () => {
  const [first, second] = [
    '4f9c2a10-6f0e-4d0b-9a51-0c6f2f6d1b7e',
    'b7d0e6a4-1c39-4a55-8f6e-52d3a9c0e811',
  ]
  const recorded = await record([['plan', [], () => ({ id: first }), step]])
  const ledger = openReplay(recorded)
  callsOf(ledger)('plan', [], () => ({ id: second }), step)
  expect(ledger.actions[0]).toMatchObject({
    output: [],
    volatile: [{ recorded: first, replayed: second }],
  })
})

test('a live tool runs, one that is mismatched too stays that', async () => {
  const recorded = await record([
    ['find', ['a'], () => 1],
    ['find', ['b'], () => 2],
  ])
  const ledger = openReplay(recorded, { policy: new Policy(liftOptions({ live: ['find'] })) })
  const call = callsOf(ledger)
  expect(call('find', ['a'], () => 10)).toBe(10)
  expect(call('find', ['c'], () => 20)).toBe(20)
  const [first, second] = ledger.actions
  expect(first).toMatchObject({ treatment: 'live', matches: true })
  expect(first!.output).toHaveLength(1)
  expect(second).toMatchObject({ matches: false, recorded: { index: 1 } })
  expect(second!.treatment).not.toBe('live')
})

test('an extended recording runs what it does not have', async () => {
  const recorded = await record([['find', ['a'], () => 1]])
  const player = openPlayer(recorded, { exactOnly: true, volatile: null })
  const ledger = new PassLedger(recordingOptions({ plan: 'extend', player }))
  const call = callsOf(ledger)
  expect(call('find', ['a'], forbidden)).toBe(1)
  expect(call('find', ['b'], () => 2)).toBe(2)
  expect(ledger.actions.map(({ treatment }) => treatment)).toEqual(['equal', 'recorded'])
  expect(ledger.blocked).toEqual([])
})

test('calls within a served one are not missed', async () => {
  const outer = new PassLedger(recordingOptions())
  const calls = new CallActions(outer, (parent, work) => {
    if (parent === 0) calls.call('inner', { parent: 0, isAttributed: false }, tool, () => 1, [])
    return work()
  })
  calls.call('outer', OWN, tool, () => 2, [])
  const recorded = await filed(outer)
  expect(recorded.map(({ name, parent }) => [name, parent])).toEqual([
    ['outer', null],
    ['inner', 0],
  ])
  const ledger = openReplay(recorded)
  callsOf(ledger)('outer', [], forbidden)
  expect(ledger.options.player!.unserved()).toEqual([])
})

test('a function that the agent does not wait for is waited for by the run', async () => {
  const ledger = openReplay([])
  let resolve = () => {}
  const promise = new Promise<void>((done) => (resolve = done))
  callsOf(ledger)('plan', [], () => promise, step)
  expect(ledger.underWay.executing.size).toBe(1)
  expect(ledger.actions[0]!.fresh).toBeUndefined()
  resolve()
  await vi.waitFor(() => expect(ledger.underWay.executing.size).toBe(0))
  expect(ledger.actions[0]!.fresh).toBeDefined()
})

test('an agent that ran away is refused as the function would, then not answered', async () => {
  const recorded = await record([['soon', [], () => Promise.resolve(1)]])
  const guard = new RunawayGuard('a run', 0, 0)
  const call = callsOf(openReplay(recorded, { guard }))
  await expect(call('soon', [], forbidden)).rejects.toMatchObject({ code: 'AGENT_RAN_AWAY' })
  expect(() => call('other', [], forbidden)).toThrow('the agent ran away')
})

test('an approval is answered by its rule, and another answer than the recorded one is a difference', async () => {
  const approval: CallOptions = { type: 'approval', replay: 'serve', isAsync: true }
  const recorded = await record([['refund', [{ amount: 40 }], async () => 'approve', approval]])
  const replayWith = async (answer: unknown) => {
    const policy = new Policy([
      { kind: 'approval', pattern: 'refund', effect: 'answer', answer, origin: 'call' },
    ])
    const ledger = openReplay(recorded, { policy })
    const given = await callsOf(ledger)('refund', [{ amount: 40 }], forbidden, approval)
    return { given, output: ledger.actions[0]!.output, rows: ledger.policy.rows }
  }
  expect(await replayWith('reject')).toMatchObject({
    given: 'reject',
    output: [{ path: 'output', recorded: 'approve', replayed: 'reject' }],
    rows: [{ kind: 'approval', name: 'refund', effect: 'answered', count: 1 }],
  })
  expect(await replayWith('approve')).toMatchObject({ given: 'approve', output: [] })
  const served = openReplay(recorded)
  expect(await callsOf(served)('refund', [{ amount: 40 }], forbidden, approval)).toBe('approve')
  await expect(callsOf(served)('transfer', [{ amount: 1 }], forbidden, approval)).rejects.toThrow(
    'policy: { "approval transfer": { answer: ... } }',
  )
})
