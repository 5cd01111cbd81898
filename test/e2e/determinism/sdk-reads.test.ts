import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** An SDK that reads the clock and chance for itself, behind an `await` of its own. */
const SDK = `
  export async function send(text, more = {}) {
    await null
    const body = JSON.stringify({ text, ...more.make?.() })
    return (await fetch(process.env.SERVER_URL, { method: 'POST', body })).text()
  }
  export const day = () => ({ day: new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format() })
  export const parts = () => ({
    year: new Intl.DateTimeFormat('en').formatToParts().find(({ type }) => type === 'year').value,
  })
  export const month = () => ({ month: new Date().getMonth(), year: new Date().getFullYear() })
  export const picked = () => ({ picked: Math.floor(Math.random() * 2) })
`

const TESTS = `
  import { test } from 'vitest'
  import { replayRun } from 'vitest-replay'
  import { day, month, parts, picked, send } from './vendor/node_modules/@mastra/today/index.js'
  for (const [name, make] of Object.entries({ day, month, parts }))
    test(name, () => replayRun(() => send('today', { make })).then(() => {}))
  test('beside a journal', async () => {
    await replayRun(() => send(String(new Date().getFullYear()), { make: month }))
  })
  for (let at = 0; at < 8; at++)
    test(\`picked \${at}\`, () => replayRun(() => send('pick', { make: picked })).then(() => {}))
`

/** Makes the clock of a process another one, before anything of it is loaded. */
const LATER = `
  const Real = Date
  const later = 700 * 86_400_000
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + later)
      else super(...given)
    }
    static now() {
      return Real.now() + later
    }
  }
`

wholeTest(
  'what an SDK reads is as it was recorded years later, or its chance is known when it is recorded',
  async () => {
    const project = createProject({
      'sdk.test.ts': TESTS,
      'vendor/node_modules/@mastra/today/index.js': SDK,
      'vendor/node_modules/@mastra/today/package.json': '{"type":"module","name":"@mastra/today"}',
      'later.mjs': LATER,
    })
    const server = createServer((_, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const env = { SERVER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    const recorded = await project.vitest([], env)
    server.close()
    const runs = project.report().runs
    const isPicked = ({ name }: { name: string }) => name.startsWith('picked')
    expect(
      runs.filter((run) => !isPicked(run)).map(({ status }) => status),
      recorded.output,
    ).toEqual(Array(4).fill('passed'))
    expect(runs.filter(isPicked).map(({ verified }) => verified)).toEqual(Array(8).fill(false))

    const later = { NODE_OPTIONS: `--import=${new URL(`file://${project.root}/later.mjs`).href}` }
    await project.vitest(['-t', 'day|month|parts|beside'], { ...env, ...later, CI: '1' })
    const replayed = project.report().runs.filter((run) => !isPicked(run))
    expect(replayed.map(({ name, status, divergences }) => [name, status, divergences])).toEqual(
      replayed.map(({ name }) => [name, 'passed', []]),
    )
    expect(replayed).toHaveLength(4)
  },
)
