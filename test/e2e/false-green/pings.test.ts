import { expect, test } from 'vitest'
import { startWebsocketServer } from '../../servers/websocket-server.ts'
import { createProject } from '../run-project.ts'

const PINGS = `
import { once } from 'node:events'
import { test } from 'vitest'
import { WebSocket } from 'ws'
import { replayRun } from 'vitest-replay'

test('pings', async () => {
  await replayRun(async () => {
    const socket = new WebSocket(process.env.WS_URL + '/echo', {
      headers: { 'x-tenant': process.env.TENANT ?? 'a' },
    })
    await once(socket, 'open')
    socket.ping(process.env.PAYLOAD ?? 'tenant-a')
    await once(socket, 'pong')
    socket.ping()
    socket.send('one')
    await once(socket, 'message')
    socket.close()
    await once(socket, 'close')
    return 'done'
  })
})
`

test('another payload of a ping or unknown header of a WebSocket is named as not compared, the same and none are not', async () => {
  const project = createProject({ 'pings.test.ts': PINGS })
  const server = await startWebsocketServer()
  const env = { WS_URL: `ws://${server.address}` }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const placesWith = async (more: Record<string, string>) => {
    const { exitCode, output } = await project.vitest([], { ...env, CI: '1', ...more })
    expect(exitCode, output).toBe(0)
    const { opaque, notCompared } = project.report().runs[0]!.receipt
    return { output, opaque, notCompared }
  }
  expect(await placesWith({})).toMatchObject({ opaque: undefined, notCompared: undefined })
  const { opaque, output } = await placesWith({ PAYLOAD: 'tenant-b' })
  expect(opaque).toEqual([{ action: expect.stringMatching(/^WS /), path: 'pings', kind: 'state' }])
  expect(output).toContain('not compared: pings of WS')
  const { notCompared } = await placesWith({ TENANT: 'b' })
  expect(notCompared).toEqual([{ header: 'x-tenant', reason: 'unknown' }])
})
