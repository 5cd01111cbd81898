import { randomBytes } from 'node:crypto'
import type { RunReport } from '../../../../src/core/report/schema.ts'
import { startProviderServer } from '../../../servers/provider-server.ts'
import { sendJson, type LoopbackServer } from '../../../servers/model-server.ts'
import { createProject, type VitestResult } from '../../run-project.ts'

/** The outcome of a row in one replay. */
export interface RowResult {
  name: string
  group: 'change' | 'harmless'
  kind: string
  run: RunReport
  /** The state of the test in Vitest. */
  test: string
  /** Requests that reached the server. */
  asked: number
}

export interface RowResults {
  recorded: VitestResult
  /** The rows that could not be recorded. */
  unrecorded: string[]
  /** The same agents, in a process with another time zone and locale. */
  unchanged: RowResult[]
  changed: RowResult[]
  /** Requests in a replay that belong to no row. */
  askedOtherwise: string[]
}

/** Records every row once, and replays it unchanged and changed, with the server up. */
export async function runRows(
  every: number,
  whenDone: (remove: () => void) => void,
): Promise<RowResults> {
  const project = createProject('unseen-changes', whenDone)
  const server = await startRowServer()
  const env = {
    SERVER_URL: server.url,
    EVERY: String(every),
    RECORDED_AT: String(Date.now()),
  }
  const vitestTests = () =>
    (
      JSON.parse(project.read('vitest.json')) as {
        testResults: Array<{ assertionResults: Array<{ fullName: string; status: string }> }>
      }
    ).testResults.flatMap(({ assertionResults }) => assertionResults)
  const askedOtherwise: string[] = []
  const replay = async (more: Record<string, string>): Promise<RowResult[]> => {
    server.requests.splice(0)
    await project.vitest([], { ...env, CI: '1', ...more })
    const tests = new Map(vitestTests().map(({ fullName, status }) => [fullName, status]))
    const results = project.report().runs.map((run) => {
      const [group, name] = run.test.fullName.split(' > ') as [RowResult['group'], string]
      const asked = server.requests.filter(({ url }) => url.startsWith(`/${name}/`)).length
      const test = tests.get(`${group} ${name}`) ?? 'unknown'
      return { name, group, kind: run.workflow!, run, test, asked }
    })
    const bases = results.map(({ name }) => `/${name}/`)
    const requested = server.requests.map(({ url }) => url)
    askedOtherwise.push(...requested.filter((url) => !bases.some((base) => url.startsWith(base))))
    return results
  }
  try {
    // A variable that only the machine of the recording has.
    const recorded = await project.vitest([], { ...env, ROW_USER: 'carol' })
    const unrecorded = vitestTests()
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName }) => fullName)
    const elsewhere = { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }
    const unchanged = await replay(elsewhere)
    const changed = await replay({ CHANGED: 'yes' })
    return { recorded, unrecorded, unchanged, changed, askedOtherwise }
  } finally {
    await server.close()
  }
}

const randomHex = () => randomBytes(20).toString('hex')

function startRowServer(): Promise<LoopbackServer> {
  return startProviderServer(({ url, body }, response) => {
    if (url.endsWith('/embeddings')) {
      const { input } = JSON.parse(body) as { input: string[] }
      const data = input.map((_, index) => ({ index, object: 'embedding', embedding: [0.5, 1] }))
      return sendJson(response, {
        object: 'list',
        data,
        model: 'm',
        usage: { prompt_tokens: 1, total_tokens: 1 },
      })
    }
    if (url.endsWith('/token'))
      return sendJson(response, {
        access_token: `tok-${randomHex()}`,
        refresh_token: `ref-${randomHex()}`,
      })
    if (url.endsWith('/echo')) return sendJson(response, JSON.parse(body))
    if (url.endsWith('/busy')) return response.writeHead(503).end()
    if (url.endsWith('/new-job')) return sendJson(response, { id: crypto.randomUUID() })
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
  })
}
