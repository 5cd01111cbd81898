import { expect, test } from 'vitest'
import type { ReplayChange } from '../../../src/core/analysis/determinism/compare-replays.ts'
import { readOfNoise } from '../../../src/worker/determinism/attribute-positions.ts'
import type { EnvironmentRead } from '../../../src/worker/environment/read-ledger.ts'

const change = (recorded: string, replayed: string): ReplayChange => ({
  kind: 'input',
  action: 'saveNote',
  source: null,
  differences: [{ path: '$[0].folder', recorded, replayed }],
})
const read = (line: number, value?: string): EnvironmentRead => ({
  how: 'mkdtempSync()',
  dimension: 'environment',
  source: { file: 'agent.ts', line, column: 1 },
  ...(value === undefined ? {} : { value }),
})

test('a name that stands on both sides, each as its replay read it, is of that line', () => {
  const noise = change('/tmp/agent-aaaaaa', '/tmp/agent-bbbbbb')
  expect(readOfNoise(noise, [read(3, 'aaaaaa')], [read(3, 'bbbbbb')])).toEqual({
    api: 'mkdtempSync()',
    source: { file: 'agent.ts', line: 3, column: 1 },
  })
})

test.each([
  ['on one side alone', change('/tmp/agent-aaaaaa', 'none'), [read(3, 'bbbbbb')]],
  ['of another line', change('/tmp/agent-aaaaaa', '/tmp/agent-bbbbbb'), [read(4, 'bbbbbb')]],
  ['of a read without a value', change('1', '2'), [read(3)]],
])('what stands %s is not named', (_, noise, now) => {
  expect(readOfNoise(noise, [read(3, 'aaaaaa'), read(3)], now)).toBeNull()
})
