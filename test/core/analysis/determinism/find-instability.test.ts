import { expect, test } from 'vitest'
import {
  findInstability,
  mergeFindings,
  type Attributed,
} from '../../../../src/core/analysis/determinism/find-instability.ts'

const found = (index: number, part: Partial<Attributed> = {}, line = 3) =>
  findInstability({
    index,
    cause: 'clock',
    read: { api: 'Date.now()', source: { file: 'src/agent.ts', line } },
    seed: 7,
    pinned: false,
    change: {
      kind: 'input',
      action: `call ${index}`,
      source: null,
      differences: [{ path: '$.a', recorded: 1, replayed: 2 }],
    },
    ...part,
  })

test('a line and a cause are one finding, with the places of all', () => {
  const findings = mergeFindings([found(0), found(1), found(2), found(3, {}, 9)])
  expect(findings.map(({ index, observation }) => [index, observation.effect])).toEqual([
    [0, { code: 'value_reached', more: 2 }],
    [3, { code: 'value_reached', more: 0 }],
  ])
})

test('causes of one line stay apart, and the gravest effect is named', () => {
  const other = found(1, {
    cause: 'random',
    read: { api: 'Math.random()', source: { file: 'src/agent.ts', line: 3 } },
  })
  const graver = found(2, {
    change: {
      kind: 'action',
      action: 'refund',
      source: null,
      differences: [{ path: '', recorded: undefined, replayed: 'refund' }],
    },
  })
  const findings = mergeFindings([found(0), other, graver])
  expect(findings.map(({ cause, severity, action }) => [cause, severity, action])).toEqual([
    ['clock', 'critical', 'refund'],
    ['random', 'high', 'call 1'],
  ])
})
