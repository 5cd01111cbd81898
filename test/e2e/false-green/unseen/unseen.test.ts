import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableSize } from '../../../table-size.ts'
import { countKinds } from '../count-rows.ts'
import { FALSE_RED, FALSE_RED_ELSEWHERE, NOT_COMPARED, SILENT } from './known-faults.ts'
import { runRows, type RowResult, type RowResults } from './run-rows.ts'

/** One row of so many of each kind is run. */
const EVERY = tableSize({ sample: 30, whole: 1 })
const KINDS = { change: 32, harmless: 10 }
const ROWS = tableSize({
  sample: { change: 48, harmless: 10 },
  whole: { change: 1273, harmless: 234 },
})

/** The kind of the rows that were written to break what the code does. */
const ATTACKS = 'attacks'

let results: RowResults
let remove = () => {}

beforeAll(async () => {
  results = await runRows(EVERY, (done) => (remove = done))
  // Three minutes on a quiet machine.
}, 1_800_000)

afterAll(() => remove())
afterAll(() => {
  // Nothing was replayed where the rows could not be recorded.
  if (!results) return
  const isWrongGreen = (row: RowResult) => !isGreen(row)
  for (const unseen of [true, false]) {
    const rows = (group: RowResult['group']) =>
      ofGroup(group).filter(({ kind }) => (kind !== ATTACKS) === unseen)
    countKinds(rows('change'), (row) => !isReported(row), {
      table: 'changes',
      unseen,
      isNamed: ({ name }) => name in NOT_COMPARED,
    })
    countKinds(rows('harmless'), isWrongGreen, { table: 'harmless', unseen })
  }
  const elsewhere = results.unchanged.map((row) => ({ ...row, kind: 'the rows above, elsewhere' }))
  countKinds(elsewhere, isWrongGreen, { table: 'unchanged' })
})

const isGreen = ({ run, test }: RowResult) =>
  run.status === 'passed' && test === 'passed' && run.matchRate === 1
const isReported = ({ run, test }: RowResult) =>
  run.status === 'failed' && test === 'failed' && run.divergences.length > 0
const namesOf = (rows: RowResult[]) => rows.map(({ name }) => name).sort()
const known = (list: Record<string, string>, rows: RowResult[]) =>
  namesOf(rows.filter(({ name }) => name in list))
const ofGroup = (group: RowResult['group']) => results.changed.filter((row) => row.group === group)

test('every row is recorded, and replayed twice', () => {
  expect(results.unrecorded, results.recorded.output).toEqual([])
  expect(namesOf(results.unchanged)).toEqual(namesOf(results.changed))
  expect(ofGroup('change').length).toBeGreaterThanOrEqual(ROWS.change)
  expect(ofGroup('harmless').length).toBeGreaterThanOrEqual(ROWS.harmless)
  const kinds = (group: RowResult['group']) => new Set(ofGroup(group).map(({ kind }) => kind)).size
  expect({ change: kinds('change'), harmless: kinds('harmless') }).toEqual(KINDS)
})

test('the server is asked by none of them', () => {
  const asked = [...results.unchanged, ...results.changed].filter((row) => row.asked > 0)
  expect(namesOf(asked)).toEqual([])
  expect(results.askedOtherwise).toEqual([])
})

test('every change is reported or named as not compared, but the known faults', () => {
  const changes = ofGroup('change').filter((row) => !(row.name in NOT_COMPARED))
  expect(namesOf(changes.filter((row) => !isReported(row)))).toEqual(known(SILENT, changes))
})

test('the receipt names the place of a change that is not compared', () => {
  const changes = ofGroup('change').filter((row) => row.name in NOT_COMPARED)
  for (const { name, run } of changes) {
    const { redacted = [], opaque = [], notCompared = [] } = run.receipt
    expect([...redacted, ...opaque, ...notCompared], name).toHaveLength(1)
  }
})

test('no harmless difference is reported, but the known faults', () => {
  const harmless = ofGroup('harmless')
  expect(namesOf(harmless.filter((row) => !isGreen(row)))).toEqual(known(FALSE_RED, harmless))
})

test('an unchanged agent is green on a machine with another time zone and locale', () => {
  const red = results.unchanged.filter((row) => !isGreen(row))
  expect(namesOf(red)).toEqual(known(FALSE_RED_ELSEWHERE, results.unchanged))
})

test.runIf(EVERY === 1)('the known faults are rows of the table', () => {
  const names = namesOf(results.changed)
  for (const list of [SILENT, NOT_COMPARED, FALSE_RED, FALSE_RED_ELSEWHERE])
    expect(names).toEqual(expect.arrayContaining(Object.keys(list)))
})
