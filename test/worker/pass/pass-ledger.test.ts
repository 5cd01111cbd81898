import { expect, test, vi } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { callMatchable } from '../../../src/core/matching/asked-of.ts'
import { describePerformed } from '../../../src/worker/pass/describe-performed.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import type { PassOptions } from '../../../src/worker/pass/pass-options.ts'
import { openPlayer, openReplay, recordingOptions, OWN } from './open-pass.ts'

function recordedTool(index: number, json: JsonValue): RecordedAction {
  return {
    kind: 'action',
    index,
    type: 'tool',
    name: 'find',
    parent: null,
    start: index * 100,
    duration: 50,
    outcome: 'success',
    inputs: { json },
    outputs: { json: `answer ${index}` },
  }
}

const identity = { type: 'tool', name: 'find', operation: 'tool find' } as const

function ask(ledger: PassLedger, json: JsonValue) {
  const action = ledger.open(OWN, null, identity)
  const decision = ledger.ask(action, identity, callMatchable('tool find', json))
  if (decision.kind === 'blocked')
    ledger.block(action, { decision, content: { inputs: { json } }, what: 'tool "find"' })
  else ledger.serve(action, { decision, content: { inputs: { json } } })
  return { action, decision }
}

test('an action is blocked until something becomes of it', () => {
  const action = openReplay([]).open(OWN, null)
  expect(action).toMatchObject({ treatment: 'blocked', recorded: null, matches: false })
  expect(action.fresh).toBeUndefined()
})

test('a served action stands for the recorded one, under its own index and parent', () => {
  const recorded = recordedTool(7, ['a'])
  const ledger = openReplay([recorded])
  const parent = ledger.open(OWN, null, identity)
  const action = ledger.open({ parent: parent.index, isAttributed: false }, null, identity)
  const decision = ledger.ask(action, identity, callMatchable('tool find', ['a']))
  if (decision.kind === 'blocked') throw new Error('it is blocked')
  ledger.serve(action, { decision })
  expect(action).toMatchObject({ treatment: 'equal', matches: true, recorded, answer: recorded })
  expect(action.fresh).toEqual({ ...recorded, index: 1, parent: 0 })
})

test('what follows a served action comes after the time that it took', () => {
  const ledger = openReplay([recordedTool(0, ['a']), recordedTool(30, ['b'])])
  ask(ledger, ['b'])
  expect(ledger.open(OWN, null).start).toBeGreaterThanOrEqual(3050)
})

test('a mismatched answer counts as none, and keeps what was asked', () => {
  const ledger = openReplay([recordedTool(0, ['Paris'])])
  const { action } = ask(ledger, ['Rome'])
  expect(action.matches).toBe(false)
  expect(action.treatment).not.toBe('equal')
  expect(action.recorded?.index).toBe(0)
  expect(action.asked).toEqual({ inputs: { json: ['Rome'] } })
  expect(ledger.blocked).toEqual([])
})

test('an answer that is reclaimed leaves the earlier action without a counterpart', () => {
  const ledger = openReplay([recordedTool(0, ['a'])])
  const earlier = ask(ledger, ['b']).action
  const later = ask(ledger, ['a']).action
  expect(earlier).toMatchObject({ recorded: null, matches: false, answer: { index: 0 } })
  expect(later).toMatchObject({ recorded: { index: 0 }, matches: true })
})

test('every blocked call is remembered, and the first is announced', () => {
  const onMissed = vi.fn<NonNullable<PassOptions['onMissed']>>()
  const ledger = openReplay([recordedTool(0, ['Paris'])], { onMissed })
  ask(ledger, ['Paris'])
  const { action } = ask(ledger, ['Rome'])
  ask(ledger, ['Oslo'])
  expect(ledger.blocked).toHaveLength(2)
  expect(ledger.blocked[0]).toContain('is not in the cassette of "a run"')
  expect(ledger.blocked[0]).toContain('the nearest recorded action is 0 (find), which differs in')
  expect(onMissed).toHaveBeenCalledOnce()
  expect(onMissed).toHaveBeenCalledWith(ledger.blocked)
  expect(action.error).toEqual({ name: 'Blocked', message: ledger.blocked[0] })
  expect(action).toMatchObject({ treatment: 'blocked' })
})

test('a socket that is refused is remembered like a blocked call', () => {
  const ledger = openReplay([])
  const action = ledger.open(OWN, null)
  ledger.refuse(action, 'a socket to db:5432')
  expect(ledger.blocked).toEqual(['a socket to db:5432'])
  expect(action.error?.message).toBe('a socket to db:5432')
})

test('a run that stops at its first divergence answers nothing after it', () => {
  const ledger = openReplay([recordedTool(0, ['a']), recordedTool(1, ['b'])], {
    stopAtDivergence: true,
  })
  const { action, decision } = ask(ledger, ['c'])
  expect(decision).toMatchObject({ kind: 'blocked', cause: 'diverged', nearest: { index: 0 } })
  // It is consumed, so that alignment has a pair.
  expect(action).toMatchObject({ treatment: 'blocked', recorded: { index: 0 } })
  expect(ask(ledger, ['b']).decision).toMatchObject({ kind: 'blocked', cause: 'stopped' })
  expect(ledger.blocked[1]).toContain('stopped at its first divergence')
})

test('such a run stops at a mismatched call that runs all the same', () => {
  const ledger = openReplay([recordedTool(0, ['a']), recordedTool(1, ['b'])], {
    stopAtDivergence: true,
  })
  const action = ledger.open(OWN, null, identity)
  const decision = ledger.ask(action, identity, callMatchable('tool find', ['c']))
  ledger.run(action, { reason: 'executed', decision })
  expect(ask(ledger, ['b']).decision).toMatchObject({ kind: 'blocked', cause: 'stopped' })
})

test('an output that differs stops such a run as well', () => {
  const recorded = [recordedTool(0, ['a']), recordedTool(1, ['b'])]
  const ledger = openReplay(recorded, { stopAtDivergence: true })
  const action = ledger.open(OWN, null, identity)
  const decision = ledger.ask(action, identity, callMatchable('tool find', ['a']))
  ledger.run(action, { reason: 'executed', decision })
  const output = [{ path: 'output', recorded: 1, replayed: 2 }]
  const fresh = describePerformed(action, { outcome: 'success' }, { duration: 1 })
  ledger.end(action, fresh, { output, volatile: [] })
  expect(action).toMatchObject({ treatment: 'executed', matches: true, output })
  expect(ask(ledger, ['b']).decision).toMatchObject({ kind: 'blocked', cause: 'stopped' })
})

test('an action that ran is written once it is over, a replay writes nothing', () => {
  const written: RecordedAction[] = []
  const onRecorded = (action: RecordedAction) => void written.push(action)
  const recording = new PassLedger(recordingOptions({ onRecorded }))
  const action = recording.open(OWN, null, identity)
  recording.run(action, { reason: 'recorded', decision: null })
  expect(written).toEqual([])
  expect(action).toMatchObject({ treatment: 'recorded', fresh: undefined })
  recording.end(action, describePerformed(action, { outcome: 'error' }, { duration: 12.34567 }))
  expect(written).toEqual([action.fresh])
  expect(action.fresh).toMatchObject({ index: 0, name: 'find', duration: 12.346 })
  expect(action.fresh).toMatchObject({ outcome: 'error' })

  ask(openReplay([recordedTool(0, ['a'])], { onRecorded }), ['a'])
  expect(written).toHaveLength(1)
})

test('a file that cannot be written fails the run, not the agent', () => {
  const disk = new Error('no space left')
  const onRecorded = () => {
    throw disk
  }
  const ledger = new PassLedger(
    recordingOptions({ plan: 'extend', player: openPlayer([recordedTool(0, ['a'])]), onRecorded }),
  )
  ask(ledger, ['a'])
  expect(ledger.failure).toBe(disk)
})

test('tolerated places are listed up to a hundred', () => {
  const ledger = openReplay([])
  const places = Array.from({ length: 80 }, (_, at) => ({
    path: `$[${at}]`,
    recorded: 1,
    replayed: 2,
  }))
  ledger.tolerate('find', places)
  ledger.tolerate('sum', places)
  expect(ledger.tolerated).toHaveLength(100)
  expect(ledger.tolerated[99]).toEqual({ action: 'sum', path: '$[19]', recorded: 1, replayed: 2 })
})
