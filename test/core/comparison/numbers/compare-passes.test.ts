import { expect, test } from 'vitest'
import { comparePasses } from '../../../../src/core/comparison/numbers/compare-passes.ts'
import { releaseNumbers } from '../../../../src/core/comparison/numbers/release-numbers.ts'
import { renderPasses } from '../../../../src/node/render/comparison/metric-cells.ts'
import { recordedPair } from '../build-runs.ts'

const FAILED = { end: { output: null, error: 'Error: no' }, stopReason: 'step_error' }
/** The takes of one side: `+` for one that succeeded, `-` for one that failed. */
const takes = (text: string) => [...text].map((sign) => (sign === '+' ? {} : FAILED))
const pair = (base: string, head: string) =>
  recordedPair(`${base} ${head}`, takes(base), takes(head))

test('the chance that k takes all succeed is compared over runs with as many on both sides', () => {
  const pairs = [pair('++--', '++++'), pair('++', '+-'), pair('+', '++')]
  expect(comparePasses(pairs)).toMatchObject([
    { k: 1, runs: 2, base: { value: 0.75 }, head: { value: 0.75 } },
    { k: 2, runs: 2, base: { value: (1 / 6 + 1) / 2 }, head: { value: 0.5 } },
    { k: 4, runs: 1, base: { value: 0 }, head: { value: 1 } },
  ])
})

test('without takes there is no such number', () => {
  expect(releaseNumbers([pair('+', '-')])).not.toHaveProperty('passes')
})

test('it is printed with its interval, where there are the runs for one', () => {
  const few = comparePasses([pair('+-', '++')])
  expect(renderPasses(few)).toEqual(['pass^1: 0.5 -> 1, 1 run', 'pass^2: 0 -> 1, 1 run'])
  const many = comparePasses(['+-', '++', '--', '++', '+-'].map((base) => pair(base, '++')))
  expect(renderPasses(many)[1]).toMatch(/^pass\^2: 0\.4 \(0 to 0\.8\d*\) -> 1 \(1 to 1\), 5 runs$/)
})
