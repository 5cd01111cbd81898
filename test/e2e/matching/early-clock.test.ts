import { expect, test } from 'vitest'
import { startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const FILES = {
  'desk.ts': `
    const opened = new Date()
    const startedAt = Date.now()
    const late = Number(process.env['LATE'] ?? 0)
    export const made = {
      milliseconds: () => new Date(startedAt + 3_600_000 + late).toISOString(),
      seconds: () => Math.floor((opened.getTime() + 60_000 + late) / 1000),
      text: () => \`Answer before \${new Date(startedAt + 90_000 + late).toUTCString()}.\`,
      day: () => new Date(opened.getTime() + 2 * 86_400_000 + late * 86_400).toISOString().slice(0, 10),
    }
  `,
  'desk.test.ts': `
    import { test } from 'vitest'
    import { replayRun } from 'vitest-replay'
    import { made } from './desk'

    for (const [name, make] of Object.entries(made))
      test(name, async () => {
        await replayRun(async () => {
          const response = await fetch(process.env['SERVER_URL']!, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ until: make() }),
          })
          return response.text()
        })
      })
  `,
}

const WITHOUT_JOURNAL = `
  import { replay } from 'vitest-replay/plugin'

  export default { plugins: [replay({ environment: false })] }
`

test.each([
  ['with a journal', FILES],
  ['without one', { ...FILES, 'vitest.config.ts': WITHOUT_JOURNAL }],
])(
  '%s, a deadline that is made of what a module read from the clock is the same in every process, and another one is not',
  async (_, files) => {
    const project = createProject(files)
    const server = await startServer((_request, response) => response.end('ok'))
    const env = { SERVER_URL: server.url }
    const recorded = await project.vitest([], env)
    await server.close()
    expect(recorded.exitCode, recorded.output).toBe(0)
    const statuses = () => project.report().runs.map(({ name, status }) => [name, status])

    const unchanged = await project.vitest([], { ...env, CI: '1' })
    expect(unchanged.exitCode, unchanged.output).toBe(0)

    // Two seconds: a time in seconds may have been cut off or rounded, and one more may be either.
    await project.vitest([], { ...env, CI: '1', LATE: '2000' })
    expect(statuses().map(([, status]) => status)).toEqual(['failed', 'failed', 'failed', 'failed'])
  },
)
