import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'
import { countRows } from './count-rows.ts'

const SETTINGS = `
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

const isChanged = process.env.CHANGED !== undefined
const run = async (options: object) => {
  const child = spawn(process.execPath, ['-e', '0'], options)
  await once(child, 'close')
}
const wait = (options: object) => void spawnSync(process.execPath, ['-e', '0'], options)

const CHANGES: Record<string, [start: (options: object) => unknown, before: object, now: object]> = {
  detached: [run, {}, { detached: true }],
  uid: [run, {}, { uid: process.getuid!() }],
  gid: [run, { gid: process.getgid!() }, {}],
  stdio: [run, {}, { stdio: ['ignore', 'ignore', 'ignore'] }],
  timeout: [wait, { timeout: 60_000 }, { timeout: 90_000 }],
}
for (const [name, [start, before, now]] of Object.entries(CHANGES))
  test(name, async () => {
    await replayRun(async () => void (await start(isChanged ? now : before)))
  })
`

test('how a process is started, besides what it is given, is named where it differs', async () => {
  const project = createProject({ 'settings.test.ts': SETTINGS })
  const recorded = await project.vitest([])
  expect(recorded.exitCode, recorded.output).toBe(0)
  const placesWith = async (env: Record<string, string>) => {
    const { exitCode, output } = await project.vitest([], { CI: '1', ...env })
    expect(exitCode, output).toBe(0)
    const { runs } = project.report()
    return runs.map(({ name, receipt }) => [name, receipt.opaque?.map(({ path }) => path)])
  }
  const names = ['detached', 'gid', 'stdio', 'timeout', 'uid']
  expect((await placesWith({})).toSorted()).toEqual(names.map((name) => [name, undefined]))
  const named = await placesWith({ CHANGED: 'yes' })
  expect(named.toSorted()).toEqual(
    names.map((name) => [name, [name === 'stdio' ? 'stdio' : 'settings']]),
  )
  const kind = 'settings of processes'
  countRows({ table: 'changes', kind, rows: names.length, named: names.length, wrong: [] })
})
