import { expect, test } from 'vitest'
import { startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

test('a fork at any action asks live exactly what follows, and ends as the recording did', async () => {
  let asked = 0
  const server = await startServer((request, response) => {
    if (request.url === '/count') return (response.end(String(asked)), void (asked = 0))
    asked++
    response.end(`${request.body}!`)
  })
  const { output, exitCode } = await createProject('forks').vitest(['every.test.ts'], {
    SERVICE_URL: server.url,
  })
  await server.close()
  expect([exitCode, output]).toEqual([0, expect.stringContaining('1 passed')])
})
