import { expect } from 'vitest'
import { startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** Tests of each kind, and replays of all of them: an id that looks like a word is drawn now and then. */
const COUNT = 40
const ROUNDS = 3

wholeTest(
  'ids of a pool at module scope, and those of an SDK, belong to the run, whatever they look like',
  async () => {
    const project = createProject('pooled-ids')
    const server = await startServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end('{"answer":"ok"}')
    })
    const env = { SERVER_URL: server.url, COUNT: String(COUNT) }
    const recorded = await project.vitest([], env)
    await server.close()
    expect(recorded.exitCode, recorded.output).toBe(0)
    const { runs } = project.report()
    expect(runs).toHaveLength(2 * COUNT)
    expect(runs.every(({ verified }) => verified)).toBe(true)
    for (let round = 0; round < ROUNDS; round++) {
      const replayed = await project.vitest([], { ...env, CI: '1' })
      expect(replayed.exitCode, replayed.output).toBe(0)
    }
  },
)
