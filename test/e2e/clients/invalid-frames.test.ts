import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { listenOn } from '../../servers/listen.ts'
import { createProject } from '../run-project.ts'

const FRAMES: Record<string, number[]> = {
  '/reserved': [0xff, 0xff, 0xff],
  '/text': [0x81, 0x01, 0xff],
  '/compressed': [0xc1, 0x01, 0xff],
}

test('a WebSocket whose server breaks the protocol ends with the error that it has live', async () => {
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => {})
      opened.send('hello', () => socket.write(Buffer.from(FRAMES[request.url!]!)))
    }),
  )
  await listenOn(server)
  const { port } = server.address() as AddressInfo
  onTestFinished(() => void server.close())
  const project = createProject({
    'frames.test.ts': `
      import * as undici from 'undici'
      import { test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      import { WebSocket } from 'ws'

      for (const [name, Socket] of Object.entries({ ws: WebSocket, undici: undici.WebSocket }))
        for (const path of ${JSON.stringify(Object.keys(FRAMES))})
          test(name + ' ' + path, async () => {
            await replayRun(async () => {
              const seen = []
              const socket = new Socket('ws://127.0.0.1:${port}' + path)
              socket.onmessage = ({ data }) => seen.push(data)
              socket.onerror = ({ error }) => seen.push('failed: ' + error?.code)
              const { code } = await new Promise((resolve) => (socket.onclose = resolve))
              console.log('SAW', name, path, ...seen, code)
              return [...seen, code]
            })
          })
    `,
  })
  const recorded = await project.vitest()
  expect(recorded.exitCode, recorded.output).toBe(0)
  server.close()
  const replayed = await project.vitest([], { CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const seen = replayed.output.match(/SAW.*/g)!
  expect(seen).toHaveLength(6)
  for (const line of seen) expect(line).toMatch(/hello failed: .* 1006/)
})
