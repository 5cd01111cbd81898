import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const TEST = `
  import { test } from 'vitest'
  import { replayRun } from 'vitest-replay'

  async function ask(path: string) {
    const response = await fetch(process.env.SERVER_URL + path)
    if (!response.ok) throw new Error('refused with ' + response.status)
    return response.json()
  }
  test('asks twice', async () => {
    await replayRun(async () => [await ask('/first'), await ask('/second')])
  })
`

test('a recording that ended with a refused call makes that call again when it is resumed', async () => {
  let status = 401
  const asked: string[] = []
  const server = await startServer(({ url }, response) => {
    asked.push(url)
    sendJson(response, { url }, url === '/second' ? status : 200)
  })
  const project = createProject({ 'ask.test.ts': TEST })
  const env = { SERVER_URL: server.url }
  expect((await project.vitest([], env)).output).toContain('refused with 401')
  expect(asked).toEqual(['/first', '/second'])

  status = 200
  asked.length = 0
  const resumed = await project.vitest([], { ...env, VITEST_REPLAY: 'new_episodes' })
  await server.close()
  expect(resumed.exitCode, resumed.output).toBe(0)
  expect(asked).toEqual(['/second'])
  expect((await project.vitest([], { ...env, CI: '1' })).exitCode).toBe(0)
})
