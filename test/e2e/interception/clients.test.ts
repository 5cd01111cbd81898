import { expect } from 'vitest'
import { startRouteServer } from '../../servers/route-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const CLIENTS = 17

wholeTest('HTTP clients are recorded, and replayed with the network closed', async () => {
  const project = createProject('http-clients')
  const live = await startRouteServer()
  const env = { SERVER_URL: live.url }
  const recording = await project.vitest([], env)
  await live.close()
  expect(recording.exitCode, recording.output).toBe(0)
  const { totals: recorded } = project.report()
  expect(recorded).toMatchObject({ runs: 3 * CLIENTS + 5, matchRate: 1, blocked: 0 })

  // The server is there again, so that what escapes is seen.
  const server = await startRouteServer(Number(new URL(live.url).port))
  const replay = await project.vitest([], { ...env, CI: 'true', CHANGED: 'yes' })
  await server.close()
  expect(server.requests).toEqual([])
  const { runs, totals } = project.report()
  expect(totals).toMatchObject({ live: 0, served: recorded.live, blocked: CLIENTS, unserved: 0 })
  // Only the runs that asked for what was never recorded fail, each client after one attempt.
  const failed = runs.filter(({ status }) => status !== 'passed')
  expect(failed.map(({ workflow, receipt }) => [workflow, receipt.blocked])).toEqual(
    Array.from({ length: CLIENTS }, () => ['closed', 1]),
  )
  expect(
    runs.filter((run) => !failed.includes(run)).every(({ matchRate }) => matchRate === 1),
  ).toBe(true)
  expect(replay.output).toMatch(
    new RegExp(`Tests\\s+${CLIENTS} failed \\| ${2 * CLIENTS + 5} passed`),
  )
})
