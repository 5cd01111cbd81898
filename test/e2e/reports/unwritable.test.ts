import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

const TEST = `
import { expect, test } from 'vitest'
import { action, replayRun } from 'vitest-replay'
const add = action('add', (a, b) => a + b)
test('adds', async () => {
  expect((await replayRun(async () => add(1, 2))).output).toBe(3)
})
`
const CONFIG = `
import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'
export default defineConfig({ plugins: [replay(process.env.NONE ? { report: false } : {})] })
`

test('a report that cannot be written is a warning, one that is not wanted is not written, and JSON stays JSON', async () => {
  const project = createProject({ 'vitest.config.ts': CONFIG, 'a.test.ts': TEST })
  project.write('.vitest-replay', 'a file in the place of the folder')
  const warned = await project.vitest([], { GITHUB_STEP_SUMMARY: '/nowhere/summary.md' })
  expect(warned.exitCode, warned.output).toBe(0)
  expect(warned.output).toContain('Failed to write <root>/.vitest-replay/report.json')
  expect(warned.output).toContain('Failed to write the summary of the job to /nowhere/summary.md')
  expect(warned.output).not.toContain('Unhandled')
  expect(warned.output).toContain('match rate')

  await project.run(['rm', '.vitest-replay'])
  const none = await project.vitest([], { NONE: '1', CI: '1' })
  expect(none.exitCode, none.output).toBe(0)
  expect(none.output).not.toContain('report:')
  expect(project.exists('.vitest-replay')).toBe(false)

  const reporters = ['--reporter=json', '--reporter=junit', '--outputFile.junit=out/junit.xml']
  const several = await project.vitest([...reporters, '--reporter=blob'], { CI: '1' })
  // Vitest itself prints there where it wrote the other two.
  expect(several.stdout).not.toContain('match rate')
  expect(project.read('out/junit.xml')).toMatch(/^<\?xml[^]*<\/testsuites>\s*$/)
  const toFile = await project.vitest(['--reporter=json', '--outputFile=out/all.json'], { CI: '1' })
  expect(toFile.output).toContain('match rate')
  expect(JSON.parse(project.read('out/all.json'))).toMatchObject({ numPassedTests: 1 })
})
