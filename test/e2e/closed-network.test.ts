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
