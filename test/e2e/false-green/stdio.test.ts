import { afterAll, beforeAll, expect, test } from 'vitest'
import { someOf, TABLES } from '../../../fixtures/projects/stdio/tables.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'
import { countKinds } from './count-rows.ts'

let remove: () => void = () => {}
let runs: Map<string, RunReport>

const isSample = tableSize({ sample: true, whole: false })
const ROWS = (isSample ? someOf(TABLES) : TABLES).map(({ table, kind, name }) => ({
  table,
  kind,
  name,
}))
const changes = ROWS.filter(({ table }) => table === 'changed')
const harmless = ROWS.filter(({ table }) => table === 'harmless')
const statusOf = (world: string, { table, kind, name }: (typeof ROWS)[number]) =>
  runs.get(`${world} > ${table} ${kind}: ${name}`)?.status

beforeAll(async () => {
  const project = createProject('stdio', (done) => (remove = done))
  const env: Record<string, string> = isSample ? { ROWS: 'some' } : {}
  const recorded = await project.vitest(['changes'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  await project.vitest(['changes'], { ...env, CI: '1', CHANGE: 'yes' })
  runs = new Map(project.report().runs.map((run) => [run.test.fullName, run]))
}, 240_000)

afterAll(() => remove())
afterAll(() => {
  countKinds(changes, (row) => statusOf('other', row) !== 'failed', { table: 'changes' })
  countKinds(changes, (row) => statusOf('same', row) !== 'passed', { table: 'harmless' })
  countKinds(harmless, (row) => statusOf('other', row) !== 'passed', { table: 'harmless' })
})

test.each(changes)('a change is reported: $kind, $name', (row) => {
  expect([statusOf('same', row), statusOf('other', row)]).toEqual(['passed', 'failed'])
})

test.each(harmless)('what means the same is green: $kind, $name', (row) => {
  expect([statusOf('same', row), statusOf('other', row)]).toEqual(['passed', 'passed'])
})
