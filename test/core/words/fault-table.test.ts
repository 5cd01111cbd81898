import { expect, test } from 'vitest'
import type { FaultOutcome } from '../../../src/core/faults/fault.ts'
import { describeFaults, faultTable, printFaultCell } from '../../../src/core/words/fault-table.ts'

const outcome = (fault: FaultOutcome['fault'], verdict: FaultOutcome['verdict'], index = 0) => ({
  fault,
  times: 1,
  action: 'chat m',
  index,
  verdict,
  asked: 1,
  end: '"x"',
})

test('an agent has a row, and its worst end of each fault a cell', () => {
  const table = faultTable([
    { agent: 'sound', name: 'one', faults: [outcome('rate_limited', 'recovered')] },
    {
      agent: null,
      name: 'other',
      faults: [
        outcome('rate_limited', 'recovered'),
        outcome('rate_limited', 'swallowed', 1),
        {
          ...outcome('slow', 'crashed'),
          with: [{ fault: 'time_out', action: 'chat m', index: 1 }],
        },
      ],
    },
    { agent: 'sound', name: 'two', faults: [outcome('slow', 'left_recording')] },
    { agent: 'untried', name: 'three' },
  ])!
  expect([
    table.faults,
    ...table.rows.map(({ agent, cells }) => [agent, ...cells.map(printFaultCell)]),
  ]).toMatchInlineSnapshot(`
    [
      [
        "rate_limited",
        "slow",
        "slow + time_out",
      ],
      [
        "other",
        "✗ swallowed 1/2",
        "",
        "✗ crashed",
      ],
      [
        "sound",
        "✓ recovered",
        "? left recording",
        "",
      ],
    ]
  `)
  expect(describeFaults(table)).toBe('5 faults tried on 2 agents, 2 not borne')
  expect(faultTable([{ agent: 'untried', name: 'three' }])).toBeNull()
})
