import { expect, test } from 'vitest'
import {
  renderBudget,
  renderDeterminismScore,
  renderMatchRate,
} from '../../../src/core/words/render-thresholds.ts'

test('a match rate stands beside its threshold and its definition', () => {
  expect(renderMatchRate({ pass: false, code: 'compared', matchRate: 0.99999, min: 1 })).toBe(
    'match rate 0.999, at least 1 required; match rate: matched positions / all aligned positions (recorded and replayed actions, and the final output)',
  )
  expect(renderMatchRate({ pass: false, code: 'blocked', blocked: 2, accepted: 1 })).toBe(
    '2 blocked: requests that are not in the cassette (1 accepted)',
  )
})

test('a determinism score stands beside its band', () => {
  const found = { pass: false, code: 'compared', band: 'moderate', replays: 1, min: 90 } as const
  expect(renderDeterminismScore({ ...found, score: 89.96 })).toBe(
    'determinism score 89.9 (moderately deterministic, over 1 replay), at least 90 required',
  )
})

test('a budget names each limit that is exceeded', () => {
  expect(
    renderBudget({
      pass: false,
      exceeded: [
        { code: 'usd', value: null, limit: 10 },
        { code: 'actions', value: 2, limit: 1 },
        { code: 'repeated_calls', name: 'lookup', value: 3, limit: 1 },
      ],
    }),
  ).toBe(
    'cost unknown, at most $10.00 allowed; actions 2, at most 1 allowed; "lookup" was called 3 times with the same inputs, at most 1 allowed',
  )
})
