import { expect, test } from 'vitest'
import {
  findInstability,
  type Attributed,
} from '../../../../src/core/analysis/determinism/find-instability.ts'
import { DeterminismFindingSchema } from '../../../../src/core/analysis/determinism/schema.ts'
import { describeInstability } from '../../../../src/core/words/findings/describe-instability.ts'
import { INSTABILITY_REMEDIES } from '../../../../src/core/words/findings/instability-remedies.ts'

type Difference = Attributed['change']['differences'][number]

const differs = (path: string, recorded?: string, replayed?: string): Difference => ({
  path,
  recorded,
  replayed,
})

function foundIn(part: Partial<Attributed>, change: Partial<Attributed['change']> = {}) {
  return findInstability({
    index: 0,
    cause: 'clock',
    read: null,
    seed: 7,
    pinned: false,
    change: {
      kind: 'input',
      action: 'chat gpt-4o',
      source: null,
      differences: [differs('$.messages[0].content', 'at 1', 'at 2')],
      ...change,
    },
    ...part,
  })
}

const read = { api: 'Date.now()', source: { file: 'src/agent.ts', line: 3 } }

test.each([
  [
    { read },
    {},
    'src/agent.ts:3 called Date.now(); its value reached $.messages[0].content of chat gpt-4o (seed 7)',
  ],
  [
    { cause: 'environment', read: { api: 'process.pid', source: null } },
    { differences: [differs('', '1', '2')] },
    'the agent read process.pid; its value reached the value of chat gpt-4o (seed 7)',
  ],
  [
    {},
    { differences: [differs('$.a'), differs('$.b')] },
    'The clock, read at several places, reached $.a of chat gpt-4o and 1 more place (seed 7)',
  ],
  [
    { cause: 'uuid' },
    { differences: [differs('$.a'), differs('$.b'), differs('$.c')] },
    'A random value, read at several places, reached $.a of chat gpt-4o and 2 more places (seed 7)',
  ],
  [
    { cause: 'arrival_order' },
    { kind: 'action', action: 'refund', differences: [differs('', undefined, 'refund')] },
    'The order in which parallel answers arrived makes the agent call refund, which it does not otherwise (seed 7)',
  ],
  [
    { cause: 'locale' },
    { kind: 'action', action: 'refund', differences: [differs('', 'refund')] },
    'The locale keeps the agent from calling refund (seed 7)',
  ],
  [
    { cause: 'unknown' },
    { kind: 'action', differences: [differs('', 'refund', 'apologise')] },
    'An unknown cause makes the agent call apologise instead of refund (seed 7)',
  ],
] as Array<[Partial<Attributed>, Partial<Attributed['change']>, string]>)(
  'an unstable position by %j and %j is put into words',
  (part, change, description) => {
    const facts = foundIn(part, change)
    const finding = describeInstability(facts)
    expect(finding.description).toBe(description)
    expect(finding).toMatchObject(facts)
    expect(DeterminismFindingSchema.parse(finding)).toEqual(finding)
    // As a report of 0.1.0 has it.
    const { observation, remedy, ...earlier } = finding
    expect(observation && DeterminismFindingSchema.parse(earlier)).toEqual(earlier)
    expect(finding.recommendation).toBe(remedy ? INSTABILITY_REMEDIES[remedy] : null)
  },
)

test('the function that was called has a remedy of its own, another function that of its cause', () => {
  expect(foundIn({ read }).remedy).toBe('clock_number')
  expect(foundIn({ read: { ...read, api: 'new Date()' } }).remedy).toBe('clock')
  expect(foundIn({ cause: 'unknown' }).remedy).toBe('unknown')
})

test('every remedy has other code after than before', () => {
  for (const { before, after } of Object.values(INSTABILITY_REMEDIES))
    expect(after).not.toBe(before)
})
