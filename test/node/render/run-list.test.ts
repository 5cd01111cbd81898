import { expect, test } from 'vitest'
import { renderRunList } from '../../../src/node/render/run/run-list.ts'
import { buildHead } from '../../core/run-events/stored-run.ts'

const reasonOf = (error: string) =>
  renderRunList([buildHead('a'.repeat(32), { status: 'failed', error })], false)
    .at(-1)!
    .trim()

test('an error is shown by its first line, and by all of it where that says nothing', () => {
  expect(reasonOf('Error: no such order\n  in the shop')).toBe('Error: no such order')
  const issues = JSON.stringify([{ message: 'expected number', path: ['amount'] }], null, 2)
  expect(reasonOf(issues)).toBe('[ { "message": "expected number", "path": [ "amount" ] } ]')
})
