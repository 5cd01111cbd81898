import { expect, test } from 'vitest'
import { sendJson, startServer } from '../servers/model-server.ts'
import { createProject } from './run-project.ts'

test('a replay reaches no other machine, whatever protocol it speaks', async () => {
  const project = createProject({
    'a.test.ts': `
      import http2 from 'node:http2'
      import net from 'node:net'
      import tls from 'node:tls'
      import { expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'

      const failure = (emitter: NodeJS.EventEmitter) =>
        new Promise<string>((resolve) => emitter.once('error', (error) => resolve(error.message)))

      test('opens sockets', async () => {
        await replayRun(async () => {
          await fetch(process.env.MODEL_URL!)
          const local = net.connect(Number(new URL(process.env.LOCAL_URL!).port), '127.0.0.1')
          await new Promise((resolve) => local.once('connect', resolve))
          local.destroy()
          if (!process.env.ESCAPE) return
          console.log(await failure(net.connect(5432, 'db.example.invalid')))
          console.log(await failure(net.connect({ port: 5432, host: 'db.example.invalid' })))
          console.log(await failure(tls.connect(443, 'tls.example.invalid')))
          const session = http2.connect('https://h2.example.invalid')
          const stream = session.request({ ':path': '/orders' })
          for await (const piece of stream) console.log(String(piece))
          session.close()
        })
      })
    `,
  })
  const server = await startServer((_, response) => sendJson(response, { ok: true }))
  const local = await startServer((_, response) => sendJson(response, {}))
  const env = { MODEL_URL: server.url, LOCAL_URL: local.url }
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  await server.close()
  expect((await project.vitest([], { ...env, CI: 'true' })).exitCode).toBe(0)

  const escaped = await project.vitest([], { ...env, CI: 'true', ESCAPE: '1' })
  await local.close()
  expect(escaped.exitCode).toBe(1)
  for (const target of ['db.example.invalid:5432', 'tls.example.invalid:443']) {
    expect(escaped.output).toContain(`blocked: a socket to tcp://${target}`)
  }
  expect(escaped.output).toContain('blocked: GET https://h2.example.invalid/orders')
  expect(project.report().totals).toMatchObject({ blocked: 4, live: 0 })
})

test('what reaches this machine by the native functions of Node is counted like any socket', async () => {
  const project = createProject({
    'native.test.ts': `
      import { test } from 'vitest'
      import { replayRun } from 'vitest-replay'

      const connect = (connecting: (done: (status: number) => void) => void) =>
        new Promise<number>((resolve) => connecting(resolve))

      function byTcp(port: number): Promise<number> {
        const { TCP, TCPConnectWrap } = (process as any).binding('tcp_wrap')
        return connect((done) => {
          const request = new TCPConnectWrap()
          const handle = new TCP(0)
          request.oncomplete = (status: number) => (handle.close(), done(status))
          const status = handle.connect(request, '127.0.0.1', port)
          if (status !== 0) done(status)
        })
      }

      function byPipe(path: string): Promise<number> {
        const { Pipe, PipeConnectWrap } = (process as any).binding('pipe_wrap')
        return connect((done) => {
          const request = new PipeConnectWrap()
          const handle = new Pipe(0)
          request.oncomplete = (status: number) => (handle.close(), done(status))
          handle.connect(request, path)
        })
      }

      test('goes below', async () => {
        await replayRun(async () => {
          await fetch(process.env.MODEL_URL!)
          if (!process.env.ESCAPE) return
          await byTcp(Number(new URL(process.env.LOCAL_URL!).port))
          await byPipe('/tmp/nobody-listens-here')
        })
      })
    `,
  })
  const server = await startServer((_, response) => sendJson(response, { ok: true }))
  const local = await startServer((_, response) => sendJson(response, {}))
  const env = { MODEL_URL: server.url, LOCAL_URL: local.url }
  expect((await project.vitest([], env)).exitCode).toBe(0)
  await server.close()
  const { exitCode, output } = await project.vitest([], { ...env, CI: 'true', ESCAPE: '1' })
  await local.close()
  expect(exitCode, output).toBe(0)
  const { host } = new URL(local.url)
  expect(project.report().runs[0]!.receipt.policy).toMatchObject([
    { kind: 'tcp', name: host, effect: 'passed', count: 1 },
    { kind: 'tcp', name: '/tmp/nobody-listens-here', effect: 'passed', count: 1 },
  ])
})
