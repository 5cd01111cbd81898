import { expect, test } from 'vitest'
import type { ReplayReport } from '../../../src/report.ts'
import { agentTable, confusionTable, judgeAgents, renderTable } from './confusion.ts'
import type { Expected } from './expected-causes.ts'

const clock: Expected = { cause: 'clock', file: 'agents/clock.ts', lines: [7] }
const order: Expected = { cause: 'arrival_order', file: 'agents/order.ts', lines: [] }
const none: Expected = { cause: null, file: 'agents/stable.ts', lines: [] }

const at = (cause: string, line?: number, file = 'agents/clock.ts') => ({
  cause,
  source: line === undefined ? null : { file, line },
})

function judged(expected: Expected, score: number | null, findings: unknown[] = []) {
  const determinism = score === null ? null : { score, findings }
  const report = { runs: [{ agent: 'it', determinism }] } as unknown as ReplayReport
  return judgeAgents(new Map([['it', expected]]), report)
}
const fault = (...given: Parameters<typeof judged>) => judged(...given)[0]!.wrong

test('the rule: below 100 with the right cause and line, or 100 without one', () => {
  expect(fault(clock, 50, [at('clock', 7)])).toBeNull()
  expect(fault(order, 50, [at('arrival_order')])).toBeNull()
  expect(fault(none, 100)).toBeNull()
})

test('whatever breaks the rule is said', () => {
  expect(fault(clock, null)).toBe('was not measured')
  expect(fault(clock, 100)).toBe('scores 100 in spite of clock')
  expect(fault(none, 80, [at('random', 3)])).toBe('scores 80 (random) and is deterministic')
  expect(fault(clock, 50)).toBe('is said to be without a cause, and is clock')
  expect(fault(clock, 50, [at('random', 7)])).toBe('is said to be random, and is clock')
  expect(fault(clock, 50, [at('clock', 7), at('random', 7)])).toBe(
    'is said to be clock, random, and is clock',
  )
  expect(fault(clock, 50, [at('clock')])).toBe('names no line')
  expect(fault(clock, 50, [at('clock', 8)])).toBe('names agents/clock.ts:8, not agents/clock.ts:7')
  expect(fault(clock, 50, [at('clock', 7), at('clock', 7, 'models.ts')])).toContain('names')
})

test('the table has expected causes down and reported ones across', () => {
  const agents = [
    ...judged(clock, 50, [at('clock', 8)]),
    ...judged(clock, 100),
    ...judged(none, 100),
  ]
  const [head, ...rows] = confusionTable(agents)
  const cells = rows.map((row) =>
    Object.fromEntries(row.flatMap((cell, at) => (cell === '' ? [] : [[head![at], cell]]))),
  )
  expect(cells).toEqual([
    {
      '': 'clock',
      agents: '2',
      clock: '1',
      none: '1',
      'line wrong': '1',
      'line missing': '1',
      scores: '50-100',
    },
    { '': 'none', agents: '1', none: '1', scores: '100' },
  ])
  expect(renderTable(agentTable(agents)).split('\n')[1]).toMatch(
    /^x {2}50 +clock +clock +agents\/clock\.ts:8 {2}it$/,
  )
})
