import { expect, test } from 'vitest'
import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { resumedPart } from '../../../src/worker/run/resumed-part.ts'

const cassetteOf = (outcomes: string) =>
  ({
    actions: [...outcomes].map((one, index) => ({
      index,
      outcome: one === '+' ? 'success' : 'error',
    })) as RecordedAction[],
  }) as Cassette

test.each([
  ['++--', '++'],
  ['+-+', '+-+'],
  ['--', ''],
  ['', ''],
])('failed calls at the end are made again, earlier ones are kept: %s', (recorded, kept) => {
  expect(resumedPart(cassetteOf(recorded)).actions).toEqual(cassetteOf(kept).actions)
})

test('an approval that nobody answered is asked for again, wherever it stands', () => {
  const { actions } = cassetteOf('+-+')
  const waiting = {
    ...actions[1]!,
    type: 'approval' as const,
    error: { name: 'ReplayError', message: 'nobody', code: 'APPROVAL_PENDING' },
  }
  const cassette = { actions: [actions[0]!, waiting, actions[2]!] } as Cassette
  expect(resumedPart(cassette).actions).toEqual([actions[0], actions[2]])
})
