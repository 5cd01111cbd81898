import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

test('a replay whose agent no longer gives up what was given up when it was recorded is ended', async () => {
  const project = createProject({
    'given-up.test.ts': `
      import http from 'node:http'
      import { once } from 'node:events'
      import { request } from 'undici'
      import { expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'

      const clients = {
        fetch: (url, signal) => fetch(url, { signal }).then((answer) => answer.text()),
        undici: (url, signal) => request(url, { signal }).then(({ body }) => body.text()),
        'node:http': async (url, signal) => {
          const asked = http.get(url, { signal })
          const [answer] = await once(asked, 'response')
          return Buffer.concat(await answer.toArray()).toString()
        },
      }
      const server = http.createServer((asked, answer) => {
        if (asked.url === '/part') answer.write('a')
      })
      for (const [name, ask] of Object.entries(clients))
        for (const path of ['silent', 'part'])
          test.concurrent(name + ' ' + path, { timeout: 60_000 }, async () => {
            if (!server.listening) server.listen(4271, '127.0.0.1')
            await replayRun(async () => {
              const given = new AbortController()
              const asked = ask('http://127.0.0.1:4271/' + path, given.signal).catch(() => 'given up')
              // The time limit of another version of the agent.
              if (process.env['LIMIT']) setTimeout(() => given.abort(), Number(process.env['LIMIT']))
              return asked
            })
          })
    `,
  })
  const recorded = await project.vitest([], { LIMIT: '300' })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { CI: '1', LIMIT: '300' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const changed = await project.vitest([], { CI: '1' })
  expect(changed.exitCode).toBe(1)
  expect(changed.output).not.toContain('timed out')
  expect(changed.output).toContain('6 failed')
  for (const path of ['silent', 'part'])
    expect(changed.output).toMatch(
      new RegExp(`it waits for "GET [^"]*/${path}", which it gave up when it was recorded`),
    )
})
