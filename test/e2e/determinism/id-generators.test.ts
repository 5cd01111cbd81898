import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

test('a generator of ids that was bound at import is pinned, or named with what to do', async () => {
  const project = createProject({
    'ids.test.ts': `
      import crypto, { randomUUID as imported } from 'node:crypto'
      import { nanoid } from 'nanoid'
      import { expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      const bound = crypto.randomUUID.bind(crypto)
      const { random } = Math
      const generators = { bound, kept: { imported }.imported, random, nanoid }
      for (const [name, generate] of Object.entries(generators)) {
        const agent = (_input, { step }) => step('use', () => 'thread ' + generate())
        test(name, async () => { await replayRun(agent, { replays: 2 }) })
        test(name + ' frozen', async () => {
          await replayRun(agent, { replays: 2, freeze: { random: 1 }, thresholds: false })
        })
      }
      // A pool that was filled before the run.
      nanoid()
    `,
  })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(0)
  const runs = project.report().runs
  const found = Object.fromEntries(
    runs.map(({ name, determinism }) => {
      const kinds = determinism!.findings.map(({ cause, pinned }) =>
        pinned ? `${cause}, pinned` : cause,
      )
      return [name, [...new Set(kinds)]]
    }),
  )
  expect(found).toEqual({
    bound: ['id_generator'],
    'bound frozen': ['id_generator'],
    kept: ['id_generator'],
    'kept frozen': ['id_generator'],
    random: ['random'],
    'random frozen': ['random, pinned'],
    nanoid: ['id_generator'],
    'nanoid frozen': ['id_generator'],
  })
})
