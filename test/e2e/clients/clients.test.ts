import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import clientParts from '../../../.config/client-parts.json' with { type: 'json' }
import { startForwardProxy } from '../../servers/forward-proxy.ts'
import { startWireServer, type SeenRequest } from '../../servers/wire-server.ts'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { DIFFERENCES } from './differences.ts'

/** Some of each kind: what was broken once. `PROBES` names others, as a regular expression. */
const ONLY =
  process.env['PROBES'] ??
  tableSize({
    sample:
      '(http|fetch|undici) (answer (header8|trailers|hints|cookies|gzip-cut|cut|307|duplicates|close-delimited)|.*before the body|100-continue|a form$|a stream$|a timeout$|an abort|.*that was aborted|compose: (retry|redirect)|Client: close)|proxies (axios: proxy$|https-proxy-agent, and|undici: ProxyAgent)|libraries (got: (retries|a stream$)|ky: retries|ofetch: a timeout|node-fetch: a cut|superagent: a timeout|needle: compressed|S3: put|axios: a timeout)|sockets (http: socketPath$|undici: Agent with)|suites (http: writes after|fetch: (cache no-store|integrity|reads into|a referrer|any of|a chain))|checks (undici: a handler of its own|http: an upgrade)|undici-suite (headers of a generator|stream: aborted by|close |bodies that|a handler (of the old|without))|events Client: (destroyed with an|a request within|closed while|the order of an abort$)|http-suite (an agent that|a body of DELETE)|undici6 (pipeline before|Client: a request after)|jsdom XHR: (POST with|an abort)',
    whole: '',
  })

/** A sample does without the clients that take long to load, and without what the suites of the clients themselves try. */
const SAMPLE = 'http fetch undici undici-events proxies sockets checks'.split(' ')

/** The least number of probes of each part: one that has not loaded has none, and would differ nowhere. */
const LEAST: Record<string, number> = {
  sample: 60,
  http: 120,
  fetch: 125,
  undici: 120,
  undici6: 120,
  // Of Node 22 and later.
  undici8: 0,
  libraries: 260,
  pages: 25,
  ways: 35,
  suites: 130,
  checks: 120,
  dispatchers: 88,
  events: 200,
  errors: 190,
  requests: 55,
  more: 110,
}

/** The test files of a project, in parts that are run one after the other; `TABLE_PART` names one of them. */
const PARTS = tableSize<Array<[string, string[]]>>({
  sample: [['sample', SAMPLE.map((name) => `${name}.test`)]],
  whole: Object.entries(clientParts).filter(
    ([part]) => part === (process.env['TABLE_PART'] ?? part),
  ),
})

interface Row {
  outcome: unknown
  failed?: string
}

type Column = Record<string, Row>

/** Reads what the probes saw in a phase. */
function column(project: Project, phase: string): Column {
  const files = readdirSync(join(project.root, 'results')).filter((file) =>
    file.startsWith(`${phase}-`),
  )
  return Object.assign(
    {},
    ...files.map((file) => JSON.parse(project.read(`results/${file}`)) as Column),
  ) as Column
}

/** @note Requests that go out together arrive in any order; those of one URL keep theirs. */
const sentBy = (seen: SeenRequest[] = []) =>
  seen
    .filter(({ url }) => !url.endsWith('/first-of-all'))
    .sort((one, other) => (one.url < other.url ? -1 : Number(one.url > other.url)))

test('what differs by necessity is documented', () => {
  const document = readFileSync(new URL('../../../.github/clients.md', import.meta.url), 'utf8')
  for (const { reason } of DIFFERENCES) expect(document).toContain(`- ${reason}`)
})

/** Milliseconds: a part waits for many time limits. */
const PATIENCE = 1_500_000

test.each(PARTS)(
  'an HTTP client sees the same bare, recorded and replayed: %s',
  { timeout: PATIENCE },
  async (part, files) => {
    const project = createProject('clients')
    // A part may have no probe on this Node.
    project.write('results/bare-none.json', '{}')
    const socketPath = join(project.root, 'wire.sock')
    const bareServer = await startWireServer(0, socketPath)
    const proxy = await startForwardProxy()
    const env = { SERVER_URL: bareServer.url, PROXY_URL: proxy.url, SOCKET_PATH: socketPath, ONLY }
    await project.vitest(files, { ...env, PHASE: 'bare' })
    await bareServer.close()
    const recordingServer = await startWireServer(Number(new URL(bareServer.url).port), socketPath)
    await project.vitest(files, { ...env, PHASE: 'record' })
    await recordingServer.close()
    await proxy.close()
    await project.vitest(files, { ...env, PHASE: 'replay', CI: '1' })

    const [bare, recorded, replayed] = ['bare', 'record', 'replay'].map((phase) =>
      column(project, phase),
    ) as [Column, Column, Column]
    const known = new Set(DIFFERENCES.flatMap(({ probes }) => probes))
    const differing: Record<string, unknown> = {}
    const counts = { probes: 0, recorded: 0, sent: 0, replayed: 0 }
    for (const [name, { outcome }] of Object.entries(bare)) {
      const sent = sentBy(bareServer.seen[name])
      const seen = {
        record: recorded[name]?.outcome,
        sent: sentBy(recordingServer.seen[name]),
        replay: replayed[name]?.outcome,
      }
      const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
      counts.probes++
      if (isEqual(seen.record, outcome)) counts.recorded++
      if (isEqual(seen.sent, sent)) counts.sent++
      if (isEqual(seen.replay, outcome)) counts.replayed++
      const failed = recorded[name]?.failed ?? replayed[name]?.failed
      const isSame = isEqual([seen.record, seen.sent, seen.replay], [outcome, sent, outcome])
      // One that hangs by itself shows nothing.
      if (!isSame || failed !== undefined || outcome === 'HANGS')
        differing[name] = { bare: outcome, sentBare: sent, ...seen, failed }
    }
    console.log(
      `${part}: ${counts.probes} probes: recorded as bare ${counts.recorded}, sent as bare ${counts.sent}, replayed as bare ${counts.replayed}; ${Object.keys(differing).filter((name) => known.has(name)).length} differ by necessity`,
    )
    const unknown = Object.entries(differing).filter(([name]) => !known.has(name))
    expect(Object.fromEntries(unknown)).toEqual({})
    if (process.env['PROBES'] === undefined)
      expect(counts.probes).toBeGreaterThanOrEqual(LEAST[part]!)
    // Entries that differ no longer are taken from the list.
    const gone = [...known].filter((name) => name in bare && !(name in differing))
    expect(gone).toEqual([])
  },
)
