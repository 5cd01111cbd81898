import { expect, test } from 'vitest'
import { judgeSetup } from '../../../../src/node/cli/doctor/judge-setup.ts'
import type { SetupFacts } from '../../../../src/node/cli/doctor/setup-facts.ts'

const cassette = {
  path: '__cassettes__/a.test.ts/a.cassette.jsonl',
  recordedAt: '2026-11-01T00:00:00.000Z',
  packages: { openai: '6.1.0' },
  models: ['gpt-4o-mini'],
}
const report = { runs: 1, withTraceId: 1, actions: 2, withSpanId: 2, intercepted: 2 }

/** A set-up in which all checks hold. */
const GOOD: SetupFacts = {
  now: Date.parse('2026-11-30T00:00:00.000Z'),
  node: 'v20.19.0',
  variables: new Set(['OPENAI_API_KEY']),
  recordMode: undefined,
  modelProvider: undefined,
  model: undefined,
  isCI: false,
  packages: { vitest: '4.1.0', msw: '2.12.0', openai: '6.49.0' },
  config: "import { replay } from 'vitest-replay/plugin'; replay({ thresholds: { matchRate: 1 } })",
  report,
  cassettes: [cassette],
  damaged: [],
  ignoresCassettes: false,
  workflows: [['.github/workflows/ci.yml', 'run: npx vitest run']],
  releases: 1,
  executions: 1,
}

const failing = (facts: Partial<SetupFacts>) =>
  judgeSetup({ ...GOOD, ...facts })
    .filter(({ status }) => status === 'failed')
    .map(({ id }) => id)

test('a good set-up is nine of nine', () => {
  expect(judgeSetup(GOOD)).toHaveLength(9)
  expect(failing({})).toEqual([])
})

test.each<[string, Partial<SetupFacts>]>([
  ['packages', { node: 'v20.18.0' }],
  ['packages', { packages: { ...GOOD.packages, msw: null } }],
  ['packages', { packages: { ...GOOD.packages, vitest: '3.2.4' } }],
  ['interception', { report: { ...report, intercepted: 0 }, config: 'replay() and thresholds' }],
  ['reporter', { report: 'unreadable' }],
  ['credentials', { modelProvider: 'openai', model: 'claude-sonnet-4-5' }],
  ['cassettes', { cassettes: [{ ...cassette, recordedAt: '2026-01-01T00:00:00.000Z' }] }],
  ['cassettes', { cassettes: [{ ...cassette, packages: { openai: '5.0.0' } }] }],
  ['cassettes', { cassettes: [{ ...cassette, models: ['claude-3-7-sonnet-latest'] }] }],
  ['cassettes', { cassettes: [{ ...cassette, models: ['gpt-4-32k'] }] }],
  ['cassettes', { damaged: ['b.cassette.jsonl'] }],
  ['ci', { ignoresCassettes: true }],
  ['ci', { workflows: [['ci.yml', 'env: { VITEST_REPLAY: all }\nrun: npx vitest run']] }],
  ['ci', { workflows: [['ci.yml', 'run: npx vitest run -u']] }],
  ['ci', { isCI: true, recordMode: 'all' }],
  ['ids', { report: { ...report, withTraceId: 0 } }],
  ['ids', { executions: 0 }],
  [
    'gate',
    { config: "import { replay } from 'vitest-replay/plugin'; replay({ thresholds: false })" },
  ],
])('the check of %s fails for %o', (id, facts) => {
  expect(failing(facts)).toEqual([id])
  const found = judgeSetup({ ...GOOD, ...facts }).find((check) => check.id === id)!
  expect(found.found.join()).not.toBe('')
  expect(found.remedy).toBeTruthy()
})

test.each<[string, Partial<SetupFacts>]>([
  ['interception', { report: { ...report, intercepted: 0 } }],
  ['credentials', { variables: new Set(), cassettes: [] }],
  ['cassettes', { cassettes: [] }],
  ['reporter', { report: 'absent' }],
  ['ids', { report: 'absent' }],
  ['ci', { workflows: [] }],
  ['history', { releases: 0 }],
])('of %s nothing can be said yet for %o', (id, facts) => {
  expect(failing(facts)).toEqual([])
  const found = judgeSetup({ ...GOOD, ...facts }).find((check) => check.id === id)!
  expect(found).toMatchObject({ status: 'not_yet', remedy: expect.any(String) })
})

test('a project that has just begun has not failed', () => {
  const fresh = {
    report: 'absent',
    cassettes: [],
    workflows: [],
    releases: 0,
    executions: 0,
  } as const
  expect(failing({ ...fresh, cassettes: [], workflows: [], variables: new Set() })).toEqual([])
})

test('in CI a replay needs no key, and one provider of two is enough', () => {
  expect(failing({ variables: new Set(), isCI: true })).toEqual([])
  const packages = { ...GOOD.packages, '@anthropic-ai/sdk': '1.0.0' }
  expect(failing({ packages })).toEqual([])
  const [unset] = judgeSetup({
    ...GOOD,
    packages,
    model: 'claude-sonnet-4-5',
    cassettes: [],
  }).filter(({ id }) => id === 'credentials')
  expect(unset).toMatchObject({ status: 'not_yet' })
})
