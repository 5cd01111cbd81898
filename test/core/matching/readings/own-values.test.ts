import { expect, test } from 'vitest'
import type { OwnValues } from '../../../../src/core/cassette/journal.ts'
import { createOwnPairs, presentIn } from '../../../../src/core/matching/readings/own-values.ts'

const BEFORE: OwnValues = {
  processes: ['812', '7'],
  hosts: ['build-3.internal'],
  folders: ['/tmp/agent-Ab12Cd', 'agent-Ab12Cd'],
  ports: ['40001', '40002'],
  served: ['50001', '50002'],
}
const NOW: OwnValues = {
  processes: ['90411', '88'],
  hosts: ['laptop.local'],
  folders: ['/var/tmp/agent-Zz98Yy', 'agent-Zz98Yy'],
  ports: ['41001', '41002'],
  served: ['51001', '51002'],
}

const isExplained = (recorded: string, replayed: string) => {
  const taken = createOwnPairs(BEFORE, NOW)?.take(recorded, replayed)
  return taken !== null && taken !== undefined && taken.recorded === taken.replayed
}

test.each([
  ['I am process 812.', 'I am process 90411.'],
  ['812', '90411'],
  ['worker-812-a', 'worker-90411-a'],
  ['812 of 812, not 8120', '90411 of 90411, not 8120'],
  ['child of 7 and 7 friends: 812', 'child of 88 and 7 friends: 90411'],
  ['http://127.0.0.1:40001/callback', 'http://127.0.0.1:41001/callback'],
  ['a=40001&b=40002', 'a=41001&b=41002'],
  ['http://localhost:50002/', 'http://localhost:51002/'],
  ['on build-3.internal in /tmp/agent-Ab12Cd/out', 'on laptop.local in /var/tmp/agent-Zz98Yy/out'],
  ['the folder agent-Ab12Cd', 'the folder agent-Zz98Yy'],
])('%j is what the recording has of its own in %j', (recorded, replayed) => {
  expect(isExplained(recorded, replayed)).toBe(true)
})

test.each([
  ['I am process 812.', 'I am process 90412.'],
  ['I am process 812.', 'I am process 812.'],
  ['I am process 812.', 'I am process 88.'],
  ['order 8120', 'order 904110'],
  ['0.812', '0.90411'],
  ['http://127.0.0.1:40001/a', 'http://127.0.0.1:41001/b'],
  ['http://127.0.0.1:40001/', 'http://127.0.0.1:41002/'],
  ['http://127.0.0.1:40001/', 'http://127.0.0.1:51001/'],
  ['a=40001&b=40002', 'a=41002&b=41001'],
  ['812 of 3', '90411 of 4'],
  ['http://localhost:50001/', 'http://localhost:51002/'],
])('%j is another thing than %j', (recorded, replayed) => {
  expect(isExplained(recorded, replayed)).toBe(false)
})

test('a server of another test may come before the one that is asked', () => {
  const now = { served: ['51000', ...NOW.served!] }
  const taken = createOwnPairs(BEFORE, now)!.take(
    'http://localhost:50001',
    'http://localhost:51001',
  )
  expect(taken?.recorded).toBe(taken?.replayed)
})

test.each([
  ['50001', ['50001', '50002'], '50002'],
  ['50001', ['50001', '51002'], '51002'],
  ['50001', ['51001', '50001', '51002'], '51001'],
])(
  'a server at %s, which is there as before among %j, is not the one at %s',
  (from, served, to) => {
    const pairs = createOwnPairs({ served: ['50001', '50002'] }, { served })
    expect(pairs?.take(`http://localhost:${from}`, `http://localhost:${to}`)).toBeNull()
  },
)

test('other differences of a text are left to others', () => {
  const taken = createOwnPairs(BEFORE, NOW)!.take(
    'run 3f2b8c1e of process 812 at port 40001',
    'run 9c8d7e6f5a of process 90411 at port 41001',
  )
  expect(taken?.pairs).toEqual([
    { recorded: '812', replayed: '90411', isPort: false },
    { recorded: '40001', replayed: '41001', isPort: true },
  ])
  expect(taken?.recorded).toBe('run 3f2b8c1e of process \ufffc at port \ufffc')
})

test('a cassette keeps the kinds that stand in it', () => {
  expect(presentIn('{"text":"process 812"}', BEFORE)).toEqual({ processes: ['812', '7'] })
  expect(presentIn('{"text":"process 8120"}', BEFORE)).toBeUndefined()
})
