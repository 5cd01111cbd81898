import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startWireServer, type SeenRequest } from '../../servers/wire-server.ts'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { DIFFERENCES } from './differences.ts'

/** Some of each kind: what was broken once. */
const ONLY = tableSize({
  sample:
    '(http|fetch|undici) (answer (header8|trailers|hints|cookies|gzip-cut|cut|307|duplicates|close-delimited)|.*before the body|100-continue|a form$|a stream$|a timeout$|an abort|.*that was aborted|compose: (retry|redirect)|Client: close)',
  whole: '',
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

const withoutFirst = (seen: SeenRequest[] = []) =>
  seen.filter(({ url }) => !url.endsWith('/first-of-all'))

test('an HTTP client sees the same bare, recorded and replayed', async () => {
  const project = createProject('clients')
  const bareServer = await startWireServer()
  const env = { SERVER_URL: bareServer.url, ONLY }
  await project.vitest([], { ...env, PHASE: 'bare' })
  await bareServer.close()
  const recordingServer = await startWireServer(Number(new URL(bareServer.url).port))
  await project.vitest([], { ...env, PHASE: 'record' })
  await recordingServer.close()
  await project.vitest([], { ...env, PHASE: 'replay', CI: '1' })

  const [bare, recorded, replayed] = ['bare', 'record', 'replay'].map((phase) =>
    column(project, phase),
  ) as [Column, Column, Column]
  const known = new Set(DIFFERENCES.flatMap(({ probes }) => probes))
  const differing: Record<string, unknown> = {}
  const counts = { probes: 0, recorded: 0, sent: 0, replayed: 0 }
  for (const [name, { outcome }] of Object.entries(bare)) {
    const sent = withoutFirst(bareServer.seen[name])
    const seen = {
      record: recorded[name]?.outcome,
      sent: withoutFirst(recordingServer.seen[name]),
      replay: replayed[name]?.outcome,
    }
    const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
    counts.probes++
    if (isEqual(seen.record, outcome)) counts.recorded++
    if (isEqual(seen.sent, sent)) counts.sent++
    if (isEqual(seen.replay, outcome)) counts.replayed++
    const failed = recorded[name]?.failed ?? replayed[name]?.failed
    const isSame = isEqual([seen.record, seen.sent, seen.replay], [outcome, sent, outcome])
    if (!isSame || failed !== undefined)
      differing[name] = { bare: outcome, sentBare: sent, ...seen, failed }
  }
  console.log(
    `${counts.probes} probes: recorded as bare ${counts.recorded}, sent as bare ${counts.sent}, replayed as bare ${counts.replayed}; ${known.size} differ by necessity`,
  )
  const unknown = Object.entries(differing).filter(([name]) => !known.has(name))
  expect(Object.fromEntries(unknown)).toEqual({})
  // What differs no longer is taken from the list.
  const gone = [...known].filter((name) => name in bare && !(name in differing))
  expect(gone).toEqual([])
})
