import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

/** Sends the headers at once; the body of `/slow/...` ends later, that of `/late` comes as a whole after a while. */
function answer(url: string, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json')
  if (url.startsWith('/slow')) {
    response.write('{"done":')
    setTimeout(() => response.end('true}'), 300)
  } else if (url === '/late') setTimeout(() => response.end('{"done":true}'), 150)
  else response.end('{"done":true}')
}

test('calls are sequential where the agent had an answer before it asked again, whatever becomes of bodies', async () => {
  const project = createProject('order')
  const server = await startServer((request, response) => answer(request.url, response))
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)

  const replayed = await project.vitest([], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const unread = project.report().runs.find(({ name }) => name.includes('never read'))!
  const [slow, late] = unread.actions
  expect(slow!.timeToHeadersMs).toBeLessThan(late!.timeToHeadersMs!)
  expect(slow!.recordedDuration).toBeLessThan(late!.recordedDuration!)
  expect(unread.signals.slowest_span).toMatchObject({ index: 1 })

  const swapped = await project.vitest([], { ...env, CI: '1', SWAPPED: '1' })
  const { runs } = project.report()
  const causes = Object.fromEntries(
    runs.map((run) => [
      run.name,
      run.divergences
        .filter(({ firstCause }) => firstCause)
        .map(({ kind, cause }) => `${kind} ${cause}`),
    ]),
  )
  expect(swapped.exitCode).toBe(1)
  expect(Object.keys(causes).length).toBe(16)
  for (const [name, found] of Object.entries(causes))
    expect([name, ...new Set(found)]).toEqual([
      name,
      ...(name.includes('sequential') ? ['order order'] : []),
    ])
})
