import { expect, test } from 'vitest'
import type { Cassette } from '../../../../src/core/cassette/schema.ts'
import { compareRun } from '../../../../src/core/comparison/compare-run.ts'
import { divergence, replayOf } from '../build-replay.ts'
import { conversation, type Conversation, runOf } from '../build-release.ts'

const DATE = '2026-11-01T00:00:00.000Z'
const AT = { values: { at: ['Date'] }, v: 1 }

/** A conversation whose input, tool result and final output hold a date. */
function dated(wanted: Conversation & { meta?: boolean } = {}): Cassette {
  const { meta = true, ...rest } = wanted
  const value = (json: object) => ({ json: { ...json, at: DATE }, ...(meta ? { meta: AT } : {}) })
  const cassette = conversation(rest)
  cassette.header.input = value({ orderId: 'A-17' })
  cassette.actions[1]!.outputs = value({ total: wanted.total ?? 12 })
  cassette.end!.output = value({ refunded: wanted.total === undefined })
  return cassette
}

const anew = { recordedAt: '2026-11-02T00:00:00.000Z', answer: 'It was refunded, sorry.' }

test('a cassette is compared with a report without the types that a report does not have', () => {
  const base = replayOf(dated(), { recordedAt: '2026-11-01T00:00:00.000Z' })
  const { run } = compareRun({ base, head: runOf(dated(anew)), renamed: false })
  expect(run).toMatchObject({ evidence: 'recording', verdict: 'equivalent', finalOutput: null })
  const back = compareRun({ base: runOf(dated(anew)), head: base, renamed: false })
  expect(back.run).toMatchObject({ verdict: 'equivalent', finalOutput: null })

  const other = compareRun({ base, head: runOf(dated({ ...anew, total: 13 })), renamed: false })
  expect(other.run.verdict).toBe('changed')
  expect(other.run.finalOutput!.head).toContain('"refunded": false')
})

test('the end of a replay is compared with its recording in the same way', () => {
  const recorded = dated()
  const replayed = replayOf(recorded, { divergences: [divergence()] })
  const base = runOf(recorded)
  const head = { ...replayed, recordings: base.recordings }
  const { run } = compareRun({ base, head, renamed: false })
  expect(run).toMatchObject({ verdict: 'changed', evidence: 'replay', finalOutput: null })
})

test('between two cassettes a type counts, and is shown where nothing else differs', () => {
  const head = runOf(dated({ ...anew, meta: false }))
  const { run } = compareRun({ base: runOf(dated()), head, renamed: false })
  expect(run.verdict).toBe('changed')
  const { recordedAt } = anew
  const retyped = dated({ recordedAt })
  retyped.end!.output = { json: retyped.end!.output!.json }
  const typed = compareRun({ base: runOf(dated()), head: runOf(retyped), renamed: false })
  expect(typed.run.finalOutput!.base).toContain('"Date"')
  const both = dated({ ...anew, total: 13 })
  const plain = compareRun({ base: runOf(dated()), head: runOf(both), renamed: false })
  expect(plain.run.finalOutput!.head).toBe(JSON.stringify({ refunded: false, at: DATE }, null, 2))
})

test('an input that only a report has is the input of the cassette', () => {
  const base = runOf(dated())
  // The run of a report, with the recordings of its cassette.
  const head = { ...replayOf(dated(anew)), ...runOf(dated(anew)), input: replayOf(dated()).input }
  const { run } = compareRun({ base, head, renamed: false })
  expect(run.reasonCodes).not.toContainEqual({ code: 'other_inputs' })
})
