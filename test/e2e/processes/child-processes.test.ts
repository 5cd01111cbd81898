import { existsSync, readFileSync, rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const SECRET = 'f3b1c8a0d9e24756b8c7a6d5e4f3021b'

/** The list of the programs that were started. It lies outside the project, in which they must not change a file. */
function listOf({ root }: Project): string {
  return `${root}-started.log`
}

function started(project: Project): string[] {
  const list = listOf(project)
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []
}

/** Runs the agents; the programs that they start note it in a file. */
function run(project: Project, env: Record<string, string> = {}, args: string[] = []) {
  return project.vitest(args, {
    STARTED: listOf(project),
    SERVICE_TOKEN: SECRET,
    ...env,
  })
}

test('child processes are recorded, served without starting one, and compared', async () => {
  const project = createProject('processes')
  onTestFinished(() => rmSync(listOf(project), { force: true }))
  const recorded = await run(project)
  expect(recorded.exitCode, recorded.output).toBe(0)
  // Once: the verification of the recording starts nothing.
  const all = ['greeting', 'count', 'fail', 'execa', 'crossed', 'shell', 'forked']
  expect(started(project)).toEqual([...all, 'look', 'pid', 'secret', 'write'])
  expect(recorded.output).toContain(
    'while the process "node program.cjs" ran, files were written in its folder: made-here.txt',
  )
  const cassettes = project.cassettes().map((path) => project.read(path))
  for (const text of cassettes) expect(text).not.toContain(SECRET)
  expect(cassettes.join('')).toContain('"command":["node","<root>/program.cjs","greeting","you"]')

  const replayed = await run(project, { CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(started(project)).toHaveLength(11)
  expect(project.report().totals).toMatchObject({ matchRate: 1, processes: 11, live: 0 })

  const env = { CI: 'true', CHANGES: 'argument,stdin,missing,extra' }
  const changed = await run(project, env, ['-t', 'in each way'])
  expect(changed.exitCode, changed.output).toBe(1)
  expect(started(project)).toHaveLength(11)
  const causes = project.report().runs[0]!.divergences.filter((one) => one.firstCause)
  expect(
    causes.map(({ kind, paths }) => [kind, paths[0]?.path]),
    changed.output,
  ).toEqual([
    ['input_mismatch', '$.command[2]'],
    ['input_mismatch', '$.stdin'],
    ['missing_action', 'inputs'],
    ['extra_action', 'inputs'],
  ])

  if (tableSize({ sample: true, whole: false })) return
  const elsewhere = project.copy()
  const moved = await run(elsewhere, { CI: 'true' })
  expect(moved.exitCode, moved.output).toBe(0)
  expect(started(elsewhere)).toEqual([])
})
