import { expect, test } from 'vitest'
import { createProject } from '../../../e2e/run-project.ts'

test('a new project is told what to do, and no value of a variable is printed', async () => {
  const project = createProject({ 'README.md': '' })
  const env = { OPENAI_API_KEY: 'sk-planted-0123456789abcdef', CI: '' }
  const [text, json, missing] = await project.commands(
    [['doctor'], ['doctor', '--json'], ['doctor', 'nowhere']],
    env,
  )
  expect(text!.exitCode).toBe(0)
  expect(text!.output).toContain('set-up: 3/9, 6 not yet')
  expect(text!.output).toContain('openai: OPENAI_API_KEY present')
  expect(text!.output).toContain('do: npx vitest run')
  expect(text!.output + json!.output).not.toContain('planted')
  const { good, of, checks } = JSON.parse(json!.output) as {
    good: number
    of: number
    checks: unknown[]
  }
  expect([good, of, checks.length]).toEqual([3, 9, 9])
  expect(missing!.exitCode).toBe(2)
})
