import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHANGES } from '../../../fixtures/projects/channels/changes.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { startHttp2Server, startOrdersServer } from '../../servers/http2-server.ts'
import { startWebsocketServer } from '../../servers/websocket-server.ts'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'
import { countKinds } from './count-rows.ts'

let remove: () => void = () => {}
let runs: Map<string, RunReport>

const isSample = tableSize({ sample: true, whole: false })
const ROWS = CHANGES.filter((_, at) => !isSample || at % 5 === 0).map(([kind, name]) => ({
  kind,
  name,
}))
const statusOf = (world: string, { kind, name }: { kind: string; name: string }) =>
  runs.get(`${world} > ${kind}: ${name}`)?.status

beforeAll(async () => {
  const project = createProject('channels', (done) => (remove = done))
  const http2 = await startHttp2Server()
  const orders = await startOrdersServer()
  const sockets = await startWebsocketServer()
  const env = {
    HTTP2_URL: `http://${http2.address}`,
    GRPC_TARGET: orders.address,
    WS_URL: `ws://${sockets.address}`,
    ...(isSample ? { ROWS: 'some' } : {}),
  }
  const recorded = await project.vitest(['changes'], env)
  await Promise.all([http2, orders, sockets].map((server) => server.close()))
  expect(recorded.exitCode, recorded.output).toBe(0)
  await project.vitest(['changes'], { ...env, CI: '1', CHANGE: 'yes' })
  runs = new Map(project.report().runs.map((run) => [run.test.fullName, run]))
}, 120_000)

afterAll(() => remove())
afterAll(() => {
  countKinds(ROWS, (row) => statusOf('changed', row) !== 'failed', { table: 'changes' })
  countKinds(ROWS, (row) => statusOf('same', row) !== 'passed', { table: 'harmless' })
})

test.each(ROWS)(
  'a change of an agent is reported, and none is where there is none: $kind, $name',
  (row) => {
    expect([statusOf('same', row), statusOf('changed', row)]).toEqual(['passed', 'failed'])
  },
)
