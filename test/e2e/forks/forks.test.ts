import { expect } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

wholeTest('exactly what follows on a fork is live', async () => {
  const server = await startServer((request, response) =>
    sendJson(response, {
      answer: `${(JSON.parse(request.body) as { question: string }).question}!`,
    }),
  )
  const project = createProject('forks')
  const env = { SERVICE_URL: server.url }
  await project.vitest(['forks.test.ts'], env)
  expect(server.requests).toHaveLength(3)
  const parent = project.read(project.cassettes()[0]!)
  const fork = async (options: object, more: Record<string, string> = {}) => {
    const before = server.requests.length
    const { output, exitCode } = await project.vitest(['forks.test.ts'], {
      ...env,
      ...more,
      FORK: JSON.stringify(options),
    })
    const facts = /FORKED (\{.*?\}) (\d+)/.exec(output)
    const asked = server.requests.slice(before).map(({ body }) => body)
    return {
      output,
      exitCode,
      asked,
      facts: facts && JSON.parse(facts[1]!),
      length: Number(facts?.[2]),
    }
  }

  const told = await fork({ at: 1, answer: { answer: 'told' }, then: 'live' })
  expect(told.asked).toEqual(['{"question":"told"}'])
  expect(told).toMatchObject({
    length: 'told!'.length,
    facts: { at: 1, served: 2, live: 1, sameOutput: false },
  })
  expect(told.output).toContain('what follows is live; in the recording it was 1 action,')
  const written = project.read('.vitest-replay/forks/chain.fork-1.cassette.jsonl').split('\n')
  expect(JSON.parse(written[0]!)).toMatchObject({
    name: 'chain.fork-1',
    forkOf: { at: 1, hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
  })
  // The prefix is what it was, byte for byte.
  expect(written[1]).toBe(parent.split('\n')[1])

  const rest = await fork({ at: 2, then: 'live' })
  expect(rest.asked).toHaveLength(1)
  expect(rest.facts).toMatchObject({ served: 2, live: 1, sameOutput: true })

  const replayed = await fork({ at: 2, answer: { answer: 'end' } }, { CI: 'true' })
  expect(replayed).toMatchObject({ asked: [], exitCode: 0, length: 3 })

  const inCi = await fork({ at: 1, then: 'live' }, { CI: 'true' })
  expect(inCi).toMatchObject({ asked: [], exitCode: 1 })
  expect(inCi.output).toContain('nothing is live with mode "none" (from CI)')

  const changed = await fork({ at: 1, then: 'live' }, { CHANGED: 'other' })
  expect(changed).toMatchObject({ asked: [], exitCode: 1 })
  expect(changed.output).toContain(
    'the agent does something else than was recorded before it comes there',
  )
  await server.close()
})
