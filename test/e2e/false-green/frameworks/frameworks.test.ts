import { expect, test } from 'vitest'
import { startDesk } from '../../../servers/desk-server.ts'
import { tableSize } from '../../../table-size.ts'
import { createProject } from '../../run-project.ts'
import { countRows } from '../count-rows.ts'

const COUNT = Number(process.env['REPLAYS'] ?? tableSize({ sample: 3, whole: 1000 }))
/** Only frameworks whose names match are tried, where the table is run in parts. */
const wanted = new RegExp(process.env['FRAMEWORKS'] ?? '')

/** A sample has the rows that CI has time for. */
const isWhole = tableSize({ sample: 0, whole: 1 }) === 1 || process.env['FRAMEWORKS'] !== undefined

interface Row {
  replays: number
  worlds: Record<string, { rows: number; wrong: string[] }>
  red: string[]
  score: number
  causes: Record<string, string[]>
}

/** The causes that each change has to have, and no other. */
const CAUSES: Record<string, string> = {
  'system prompt': 'system_prompt',
  'tool description': 'tool_schema',
  'tool result': 'tool_result',
  model: 'model_parameters',
}

test('an unchanged agent of any framework matches in every replay, and each change of it is reported with its cause', async () => {
  const project = createProject('frameworks')
  const server = await startDesk()
  const env = {
    SERVER_URL: server.url,
    WANTED: wanted.source,
    ...(isWhole ? { WHOLE: '1' } : {}),
  }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const recordedNames = Object.keys(JSON.parse(project.read('table.json')) as object)
  const names = recordedNames.filter((name) => wanted.test(name))

  // Thousands of runs of each framework in one report would fill the memory.
  const parts =
    COUNT > 100 || names.length < recordedNames.length ? names.map((ONLY) => ({ ONLY })) : [{}]
  const table: Record<string, Row> = {}
  for (const part of parts) {
    const replayed = await project.vitest([], { ...env, ...part, COUNT: String(COUNT), CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    Object.assign(table, JSON.parse(project.read('table.json')))
  }

  for (const name of names) count(name, table[name]!)
  if (isWhole) console.table(Object.fromEntries(names.map((name) => [name, shown(table[name]!)])))
  expect(Object.keys(table).filter((name) => wanted.test(name))).toEqual(names)
  for (const name of names) {
    const { replays, red, score, causes } = table[name]!
    expect([name, red]).toEqual([name, []])
    expect([name, replays, score]).toEqual([name, 2 * COUNT, 100])
    const expected = Object.entries(CAUSES).map(([change, cause]) => [change, [cause]])
    expect([name, causes]).toEqual([name, Object.fromEntries(expected)])
  }
})

/** A row of the table that a whole run prints. */
function shown({ replays, red, score, causes }: Row): Record<string, string | number> {
  const named = Object.entries(CAUSES).map(([change, cause]) => {
    const found = causes[change] ?? []
    return [change, found.length === 1 && found[0] === cause ? 'named' : found.join() || 'silent']
  })
  return { replays, red: red.length, score, ...Object.fromEntries(named) }
}

/** Counts a framework's replays in each world, and its changes. */
function count(name: string, { causes, worlds }: Row): void {
  for (const [world, own] of Object.entries(worlds))
    countRows({ table: 'unchanged', kind: `${name}, ${world}`, ...own })
  const silent = Object.keys(CAUSES).filter((change) => !causes[change]?.length)
  countRows({
    table: 'changes',
    kind: 'frameworks',
    rows: Object.keys(CAUSES).length,
    wrong: silent.map((change) => `${name}: ${change}`),
  })
}
