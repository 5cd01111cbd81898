import { expect, test } from 'vitest'
import { startDesk } from '../../../servers/desk-server.ts'
import { tableSize } from '../../../table-size.ts'
import { createProject } from '../../run-project.ts'

const COUNT = tableSize({ sample: 3, whole: 1000 })

interface Row {
  replays: number
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

/** Clients whose requests no provider of ours reads: their changes are reported without a cause. */
const UNREAD = new Set(['cohere', 'ollama'])

const causeOf = (name: string, change: string) => (UNREAD.has(name) ? 'unknown' : CAUSES[change]!)

test('an unchanged agent of any framework matches in every replay, and each change of it is reported with its cause', async () => {
  const project = createProject('frameworks')
  const server = await startDesk()
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const names = Object.keys(JSON.parse(project.read('table.json')) as object)

  // Thousands of runs of each framework in one report would fill the memory.
  const parts = COUNT > 100 ? names.map((ONLY) => ({ ONLY })) : [{}]
  const table: Record<string, Row> = {}
  for (const part of parts) {
    const replayed = await project.vitest([], { ...env, ...part, COUNT: String(COUNT), CI: '1' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    Object.assign(table, JSON.parse(project.read('table.json')))
  }

  print(table)
  expect(Object.keys(table)).toEqual(names)
  for (const [name, { replays, red, score, causes }] of Object.entries(table)) {
    expect([name, red]).toEqual([name, []])
    expect([name, replays, score]).toEqual([name, 2 * COUNT, 100])
    const expected = Object.keys(CAUSES).map((change) => [change, [causeOf(name, change)]])
    expect([name, causes]).toEqual([name, Object.fromEntries(expected)])
  }
})

function print(table: Record<string, Row>): void {
  const lines = Object.entries(table).map(([name, { replays, red, score, causes }]) => {
    const caused = Object.keys(CAUSES).filter((change) => causes[change]?.includes(CAUSES[change]!))
    return `${name.padEnd(36)} recorded  ${replays - red.length} of ${replays} replayed  ${caused.length} of 4 caused  scored ${score}`
  })
  console.log(lines.join('\n'))
}
