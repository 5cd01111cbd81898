import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHANGES, HARMLESS } from '../../../fixtures/projects/mcp/changes.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'
import { countKinds } from './count-rows.ts'

let remove: () => void = () => {}
let runs: Map<string, RunReport>

const isSample = tableSize({ sample: true, whole: false })
const ALL = [
  ...CHANGES.map(([name]) => ({ table: 'changed', kind: 'mcp over stdio', name })),
  ...HARMLESS.map(([name]) => ({ table: 'harmless', kind: 'mcp over stdio', name })),
].filter((_, at) => !isSample || at % 3 === 0)
const changes = ALL.filter(({ table }) => table === 'changed')
const harmless = ALL.filter(({ table }) => table === 'harmless')
const statusOf = (world: string, { table, name }: { table: string; name: string }) =>
  runs.get(`${world} > ${table}: ${name}`)?.status

beforeAll(async () => {
  const project = createProject('mcp', (done) => (remove = done))
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

test.each(changes)('a change of a client of MCP is reported: $name', (row) => {
  expect([statusOf('same', row), statusOf('other', row)]).toEqual(['passed', 'failed'])
})

test.each(harmless)('what means the same to a server of MCP is not reported: $name', (row) => {
  expect([statusOf('same', row), statusOf('other', row)]).toEqual(['passed', 'passed'])
})
