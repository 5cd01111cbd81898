import { afterAll, beforeAll, expect, test } from 'vitest'
import { HARMLESS } from '../../../fixtures/projects/false-green/harmless.ts'
import { MUTATIONS, type Mutation } from '../../../fixtures/projects/false-green/mutations.ts'
import { ALL_SDKS, ownChanges } from '../../../fixtures/projects/false-green/own-changes.ts'
import type { Sdk } from '../../../fixtures/projects/false-green/spec.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'
import { countRows } from './count-rows.ts'
import { countEqual, countMatched, type Noted } from './equal-positions.ts'
import { startSupportModel } from './support-model.ts'

/** A sample tries each change with one SDK. */
const isSample = tableSize({ sample: true, whole: false })
/** Changes of each SDK: of a sample, a third. */
const LEAST = tableSize({
  sample: { mutations: 13, harmless: 4 },
  whole: { mutations: 40, harmless: 13 },
})

const KINDS = {
  input: 'input_mismatch',
  output: 'output_mismatch',
  order: 'order',
  extra: 'extra_action',
  missing: 'missing_action',
  action: 'action_mismatch',
}

let runs: RunReport[]
let statuses: Map<string, string>
let noted: Map<string, Noted>
let exitCode: number | null
let remove: () => void

beforeAll(async () => {
  const project = createProject('false-green', (done) => (remove = done))
  const server = await startSupportModel()
  const env = { MODEL_URL: server.url, SAMPLE: isSample ? 'yes' : 'no' }
  const recorded = await project.vitest([], { ...env, STAGE: 'baseline' })
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { ...env, STAGE: 'changed', CI: '1' })
  exitCode = replayed.exitCode
  runs = project.report().runs
  const results = JSON.parse(project.read('vitest.json')) as {
    testResults: Array<{ assertionResults: Array<{ fullName: string; status: string }> }>
  }
  statuses = new Map(
    results.testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName, status }) => [fullName, status] as const),
    ),
  )
  const names = [...runs.map(({ name }) => name), ...ALL_SDKS.map((sdk) => `${sdk}-calls`)]
  noted = new Map(names.map((name) => [name, JSON.parse(project.read(`sent/${name}.json`))]))
})

afterAll(() => remove())

const find = (group: string, sdk: Sdk) =>
  runs.filter(({ test }) => test.fullName.startsWith(`${group} ${sdk} > `))
const cases = ALL_SDKS.flatMap((sdk) =>
  ownChanges(MUTATIONS, sdk, isSample).map((mutation) => [sdk, mutation.name, mutation] as const),
)

test.each(cases)('%s: %s is reported', (sdk, _name, mutation) => {
  const run = find('mutation', sdk).find(({ name }) => name === `${sdk}-${mutation.name}`)!
  expect(run.status).toBe('failed')
  expect(statuses.get(`mutation ${sdk} ${mutation.name}`)).toBe('failed')
  expect(run.matchRate).toBeLessThan(1)
  expect(run.receipt.volatile).toBe(0)
  expect(run.receipt.live).toBe(0)
  expect(reportsOf(run, mutation), JSON.stringify(run.divergences)).not.toEqual([])

  const [before, now] = [noted.get(`${sdk}-calls`)!, noted.get(run.name)!]
  expect(now, 'the mutation changed nothing').not.toEqual(before)
  expect(countMatched(run)).toBeLessThanOrEqual(countEqual(before, now))
})

test.each(ALL_SDKS)('%s: what means the same matches fully', (sdk) => {
  const harmless = find('harmless', sdk)
  expect(harmless).toHaveLength(ownChanges(HARMLESS, sdk, isSample).length)
  expect(harmless.length).toBeGreaterThanOrEqual(LEAST.harmless)
  for (const { name, status, matchRate, receipt } of harmless)
    expect({ name, status, matchRate, blocked: receipt.blocked }).toEqual({
      name,
      status: 'passed',
      matchRate: 1,
      blocked: 0,
    })
})

test('the run fails as a whole, and there is no false green', () => {
  const table = ALL_SDKS.map((sdk) => countsOf(sdk))
  for (const { sdk, silent } of table) {
    const kind = `mutated agent, ${sdk}`
    const reported = find('harmless', sdk).filter(({ matchRate }) => matchRate !== 1)
    countRows(
      { table: 'changes', kind, rows: find('mutation', sdk).length, wrong: silent },
      {
        table: 'harmless',
        kind,
        rows: find('harmless', sdk).length,
        wrong: reported.map(({ name }) => name),
      },
    )
  }
  expect(exitCode).toBe(1)
  for (const counts of table) {
    expect(counts.mutations).toBeGreaterThanOrEqual(LEAST.mutations)
    expect(counts.silent).toEqual([])
    expect(counts.reported).toBe(counts.mutations)
  }
})

function reportsOf(run: RunReport, { kind, path }: Mutation): RunReport['divergences'] {
  return run.divergences.filter(
    (divergence) =>
      divergence.kind === KINDS[kind] &&
      (!path || divergence.paths.some((difference) => path.test(difference.path))),
  )
}

function countsOf(sdk: Sdk) {
  const mutated = find('mutation', sdk)
  const isReported = ({ status, divergences }: RunReport) =>
    status === 'failed' && divergences.length > 0
  return {
    sdk,
    mutations: mutated.length,
    reported: mutated.filter(isReported).length,
    silent: mutated.filter((run) => !isReported(run)).map(({ name }) => name),
  }
}
