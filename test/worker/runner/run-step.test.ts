import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { AgentContext } from '../../../src/worker/prepare/agent.ts'
import {
  createFileState,
  createTestContext,
  sharedState,
} from '../../../src/worker/context/test-context.ts'
import { runStep } from '../../../src/worker/runner/run-step.ts'

const agent = (_input: unknown, { step }: AgentContext) => step('answer', () => 'yes')

function openFolder() {
  const root = mkdtempSync(join(tmpdir(), 'vr-step-'))
  const { file, script } = sharedState
  sharedState.file = createFileState({ ci: false, root, verify: false })
  sharedState.cassettes = new Map()
  onTestFinished(() => {
    sharedState.file = file!
    if (script) sharedState.script = script
    else delete sharedState.script
    rmSync(root, { recursive: true, force: true })
  })
  return root
}

test('a step with cassettes of its own place is a run of the test that it is called in', async () => {
  const root = openFolder()
  const file = join(root, 'agent.test.ts')
  const context = createTestContext({ file, fullName: 'answers', id: 'answers' })
  const runner = { agent, name: 'agent', beside: 'agent.mjs', mode: 'record' } as const
  await sharedState.tests.run(context, () => runStep(runner, 'ask', {}))
  expect(existsSync(join(root, '__cassettes__', 'agent.mjs'))).toBe(true)
  // By these, what the test prints and throws has its secrets replaced.
  expect(context).toMatchObject({
    runs: 1,
    redactor: expect.anything(),
    printing: expect.anything(),
  })
})

test('a step of a script leaves nothing behind', async () => {
  const root = openFolder()
  const file = join(root, 'script.mjs')
  const contexts: Array<ReturnType<typeof createTestContext>> = []
  sharedState.script = (fullName) => {
    contexts.push(createTestContext({ file, fullName, id: 'script' }))
    return contexts.at(-1)!
  }
  const { write } = process.stdout
  const step = () => runStep({ agent, name: 'agent', mode: 'record' }, 'ask', {})
  const run = await sharedState.tests.exit(step)
  expect(run).toMatchObject({ status: 'success', output: 'yes' })
  expect(contexts).toMatchObject([{ isOver: true }])
  expect(process.stdout.write).toBe(write)
})
