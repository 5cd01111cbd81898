import { expect, test } from 'vitest'
import { ReasonSchema } from '../../../../src/core/report/comparison-codes.ts'
import {
  type Comparison,
  ComparisonSchema,
  type RunComparison,
} from '../../../../src/core/report/comparison-schema.ts'
import { compareReleases } from '../../../../src/core/words/comparison/compare-releases.ts'
import { describeReason } from '../../../../src/core/words/comparison/describe-reason.ts'
import { judgeGate } from '../../../../src/core/words/comparison/judge-gate.ts'
import { renderComparison } from '../../../../src/node/render/comparison/terminal.ts'
import { recordedPair, replay, times } from '../../comparison/build-runs.ts'

const RULES = ['regressed', 'changed', 'unreplayed', 'matchRate<1', 'cost>+10%', 'tokens>+1']

function compareSlower(): Comparison {
  const pairs = times(8, (at) =>
    recordedPair(`run ${at}`, [{ durationMs: 1000 + at }], [{ durationMs: 5000 + at }], {
      replay: replay({ matchRate: 1 }),
    }),
  )
  const side = (name: 'base' | 'head') => ({
    label: name,
    release: null,
    commit: null,
    runs: pairs.map((pair) => pair[name]!),
  })
  return compareReleases(side('base'), side('head'))
}

/** The comparison as version 0.1.0 writes it: words without codes. */
function withoutCodes(comparison: Comparison): Comparison {
  const codes = new Set(['reasonCodes', 'comparedWith', 'conclusion', 'claim', 'fact'])
  return JSON.parse(
    JSON.stringify(comparison, (key, value: unknown) => (codes.has(key) ? undefined : value)),
  ) as Comparison
}

test('each reason has a code at the same place', () => {
  const { runs, numbers, hypotheses } = ComparisonSchema.parse(compareSlower())
  for (const { reasons, reasonCodes, divergences } of runs)
    expect(reasonCodes!.map((reason) => describeReason(reason, { divergences }))).toEqual(reasons)
  expect(numbers.metrics.find(({ metric }) => metric === 'duration')).toMatchObject({
    note: '8 pairs, 8 differ, p = 0.0078',
    conclusion: { code: 'tested', over: 'pairs', limit: null },
  })
  expect(numbers.metrics.find(({ metric }) => metric === 'determinism')).toMatchObject({
    note: 'not known: only replays tell',
    conclusion: { code: 'not_measured', of: 'replay' },
  })
  for (const { claim, evidence } of hypotheses) {
    expect(claim).toBeDefined()
    for (const { fact } of evidence) expect(fact).toBeDefined()
  }
})

test('the gate reads no words, and needs no codes', () => {
  const comparison = compareSlower()
  const other = structuredClone(comparison)
  for (const run of other.runs) Object.assign(run, { reasons: ['-'], basis: '-' })
  for (const row of other.numbers.metrics) row.note = '-'
  const gate = judgeGate(comparison, RULES)
  const codes = ({ passed, rules }: typeof gate) => ({
    passed,
    rules: rules.map(({ rule, result, failures, notes }) => ({
      rule,
      result,
      notes,
      failures: failures.map(({ run, finding }) => ({ run, finding })),
    })),
  })
  expect(gate.passed).toBe(false)
  expect(codes(judgeGate(other, RULES))).toEqual(codes(gate))
  expect(judgeGate(withoutCodes(comparison), RULES)).toEqual(gate)
})

test('a comparison of version 0.1.0 is read and rendered with its own words', () => {
  const old = withoutCodes(compareSlower())
  expect(ComparisonSchema.parse(old)).toEqual(old)
  expect(renderComparison(old)).toBe(renderComparison(compareSlower()))
})

test('a first cause beyond the divergences that are kept has its position', () => {
  const run: Pick<RunComparison, 'divergences'> = { divergences: [] }
  expect(describeReason({ code: 'first_cause', index: 4 }, run)).toBe('a difference at position 5')
  expect(ReasonSchema.safeParse({ code: 'because' }).success).toBe(false)
})
