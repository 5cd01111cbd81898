import { expect, test } from 'vitest'
import type { AppliedPolicy } from '../../../src/core/report/receipt-schema.ts'
import { describeEffect, listUnhandled, renderReceipt } from '../../../src/core/words/receipt.ts'

const git: AppliedPolicy = {
  kind: 'process',
  name: 'git status',
  effect: 'executed',
  rule: 'process git *',
  origin: 'call',
  count: 2,
}
const database: AppliedPolicy = {
  kind: 'tcp',
  name: 'db:5432',
  effect: 'passed',
  rule: null,
  origin: null,
  count: 1,
}

test('a receipt names all that was not zero, and always what was served and what was live', () => {
  expect(renderReceipt({ served: 0, live: 0, blocked: 0 })).toBe('0 served, 0 live')
  expect(
    renderReceipt({
      served: 5,
      volatile: 2,
      mismatched: 1,
      live: 1,
      blocked: 1,
      unserved: 3,
      background: 4,
      processes: 2,
      attributed: 6,
      unhandled: 7,
      policy: [git, database],
      continued: 2,
    }),
  ).toBe(
    '5 served (2 volatile, 1 mismatched), 1 live, 1 blocked, 3 unserved, 4 background, 2 child processes, 6 attributed, 7 outside of runs, 1 passed, 2 reads of clock or chance beyond those recorded',
  )
})

test('an effect of the policy is told with its rule', () => {
  expect(describeEffect(git)).toEqual({
    subject: 'process git status',
    effect: 'executed 2 times',
    by: 'the rule process git *',
  })
  expect(describeEffect(database)).toEqual({
    subject: 'tcp db:5432',
    effect: 'passed',
    by: 'no rule',
  })
})

test('requests outside of runs are told with their host and their test', () => {
  const row = { host: 'api.test', file: 'a.test.ts', test: null, effect: 'left', count: 2 } as const
  const refused = { ...row, test: 'asks', effect: 'refused', count: 1 } as const
  expect(listUnhandled({ unhandled: [row, refused] })).toEqual([
    '2 requests to api.test made outside of runs, in a.test.ts',
    '1 request to api.test refused outside of runs, in a.test.ts > asks',
  ])
  expect(listUnhandled({ unhandled: Array.from({ length: 7 }, () => row) }).at(-1)).toBe(
    '... and 2 more rows in the report',
  )
})

test('secrets beyond those that are looked for are said', () => {
  expect(renderReceipt({ served: 1, live: 0, notLookedFor: 1200 })).toBe(
    '1 served, 0 live, 1,200 secrets not looked for without a name',
  )
})
