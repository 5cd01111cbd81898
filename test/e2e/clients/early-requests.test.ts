import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { startWireServer } from '../../servers/wire-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

/** Clients that wait for an answer before they send the rest. */
const ONLY =
  '^(http the answer comes before|fetch the answer comes before|fetch a Request is answered|undici pipeline before|undici stream before)'
const FILES = ['http.test', 'fetch.test', 'undici.test']
const CLIENTS = 5

type Column = Record<string, { outcome: unknown; failed?: string }>

const column = (project: Project, phase: string): Column =>
  Object.assign(
    {},
    ...readdirSync(join(project.root, 'results'))
      .filter((file) => file.startsWith(`${phase}-`))
      .map((file) => JSON.parse(project.read(`results/${file}`)) as Column),
  ) as Column

wholeTest(
  'a client that waits for an answer within its request gets it in every mode that sends requests',
  async () => {
    const project = createProject('clients')
    const server = await startWireServer()
    const env = { SERVER_URL: server.url, PROXY_URL: server.url, ONLY }
    await project.vitest(FILES, { ...env, PHASE: 'bare' })
    const bare = column(project, 'bare')
    expect(Object.keys(bare)).toHaveLength(CLIENTS)
    const expected = (change: (outcome: unknown) => unknown) =>
      Object.fromEntries(
        Object.entries(bare).map(([name, { outcome }]) => [name, { outcome: change(outcome) }]),
      )

    const sentIn = async (phase: string, more: Record<string, string> = {}) => {
      const before = requests()
      await project.vitest(FILES, { ...env, ...more, PHASE: phase })
      return requests() - before
    }
    const isSame = expected((outcome) => outcome)
    expect(await sentIn('budget')).toBe(CLIENTS)
    expect(column(project, 'budget')).toEqual(isSame)
    expect(await sentIn('execute', { CI: '1' })).toBe(CLIENTS)
    expect(column(project, 'execute')).toEqual(isSame)
    // The first of each is answered from the recording.
    expect(await sentIn('extend')).toBe(CLIENTS)
    expect(column(project, 'extend')).toEqual(expected((outcome) => [outcome, outcome]))
    await server.close()

    function requests(): number {
      const all = Object.values(server.seen).flat()
      return all.filter(({ url }) => !url.endsWith('/first-of-all')).length
    }
  },
)
