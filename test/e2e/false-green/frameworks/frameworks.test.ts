import { writeSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { startDesk } from '../../../servers/desk-server.ts'
import { tableSize } from '../../../table-size.ts'
import { createProject } from '../../run-project.ts'
import { countPart, doneParts, type CountedRows } from '../count-rows.ts'
import { linkLargeFrameworks } from './large-frameworks.ts'

const COUNT = Number(process.env['REPLAYS'] ?? tableSize({ sample: 1, whole: 1000 }))
/** A sample has the rows that CI has time for: of each provider's SDK, the AI SDK, a graph, an MCP server, with and without a stream. */
const SAMPLE = [
  'openai, run tools, streamed',
  'anthropic, messages',
  'google genai, streamed',
  'ai, openai chat',
  'ai, mcp with events',
  'langgraph, openai',
  'openai agents, responses, streamed',
]
const isWhole = tableSize({ sample: 0, whole: 1 }) === 1 || process.env['FRAMEWORKS'] !== undefined
/** Only frameworks whose names match are tried, where the table is run in parts. */
const wanted = isWhole ? (process.env['FRAMEWORKS'] ?? '') : `^(?:${SAMPLE.join('|')})$`

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

/** Inner runs at the same time. */
const AT_ONCE = Math.min(2, availableParallelism())

test(
  'an unchanged agent of any framework matches in every replay, and each change of it is reported with its cause',
  async () => {
    const project = createProject('frameworks')
    if (isWhole) linkLargeFrameworks(project)
    const server = await startDesk()
    const done = doneParts()
    const env = {
      SERVER_URL: server.url,
      WANTED: wanted,
      DONE: JSON.stringify(done),
      ...(isWhole ? { WHOLE: '1' } : {}),
    }
    const recorded = await project.vitest([], env)
    await server.close()
    expect(recorded.exitCode, recorded.output).toBe(0)
    const names = Object.keys(readTable('table.json'))
    if (!isWhole && done.length === 0) expect(names.toSorted()).toEqual(SAMPLE.toSorted())

    const table: Record<string, Row> = {}
    const replay = async (file: string, more: Record<string, string>) => {
      const counted = { COUNT: String(COUNT), TABLE: file, CI: '1' }
      const replayed = await project.vitest([], { ...env, ...counted, ...more })
      expect(replayed.exitCode, replayed.output).toBe(0)
      for (const [name, row] of Object.entries(readTable(file))) {
        table[name] = row
        countPart(name, countsOf(name, row), isRight(row))
      }
    }
    if (COUNT > 100) {
      const left = [...names]
      const next = async (at: number): Promise<void> => {
        const name = left.shift()
        if (name === undefined) return
        const start = Date.now()
        await replay(`table-${at}.json`, { ONLY: name })
        const { replays, red } = table[name]!
        const seconds = Math.round((Date.now() - start) / 1000)
        print(`${name}: ${replays} replays, ${red.length} red, ${seconds} s, ${left.length} to go`)
        return next(at)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => next(at)))
    } else if (names.length > 0) await replay('table.json', {})

    if (isWhole) console.table(Object.fromEntries(names.map((name) => [name, shown(table[name]!)])))
    expect(Object.keys(table).toSorted()).toEqual(names.toSorted())
    for (const name of names) {
      const { replays, red, score, causes } = table[name]!
      expect([name, red]).toEqual([name, []])
      expect([name, replays, score]).toEqual([name, 2 * COUNT, 100])
      const expected = Object.entries(CAUSES).map(([change, cause]) => [change, [cause]])
      expect([name, causes]).toEqual([name, Object.fromEntries(expected)])
    }

    function readTable(file: string): Record<string, Row> {
      return JSON.parse(project.read(file)) as Record<string, Row>
    }
  },
  10 * 3_600_000,
)

/** Prints at once what a long table has done, past the console that Vitest keeps. */
function print(line: string): void {
  writeSync(2, `${line}\n`)
}

const isRight = ({ replays, red, score, causes }: Row): boolean =>
  replays === 2 * COUNT &&
  red.length === 0 &&
  score === 100 &&
  Object.entries(CAUSES).every(([change, cause]) => causes[change]?.join() === cause)

/** A row of the table that a whole run prints. */
function shown({ replays, red, score, causes }: Row): Record<string, string | number> {
  const named = Object.entries(CAUSES).map(([change, cause]) => {
    const found = causes[change] ?? []
    return [change, found.length === 1 && found[0] === cause ? 'named' : found.join() || 'silent']
  })
  return { replays, red: red.length, score, ...Object.fromEntries(named) }
}

/** The counts of a framework's replays in each world, and of its changes. */
function countsOf(name: string, { causes, worlds }: Row): CountedRows[] {
  const silent = Object.keys(CAUSES).filter((change) => !causes[change]?.length)
  return [
    ...Object.entries(worlds).map(([world, own]) => ({
      table: 'unchanged' as const,
      kind: `${name}, ${world}`,
      ...own,
    })),
    {
      table: 'changes',
      kind: 'frameworks',
      rows: Object.keys(CAUSES).length,
      wrong: silent.map((change) => `${name}: ${change}`),
    },
  ]
}
