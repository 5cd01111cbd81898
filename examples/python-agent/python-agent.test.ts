import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { replayProcess } from 'vitest-replay'

const hasPython = spawnSync('python3', ['--version']).status === 0

test('fixes a bug', async ({ skip }) => {
  if (!hasPython) skip('python3 is not installed here, and this agent is written in Python')
  const run = await replayProcess(['python3', 'runner.py'], {
    input: { bug: 'the last page is never shown' },
    artefacts: ['patch.diff'],
  })
  expect(run.output.artefacts['patch.diff']).toContain('+++')
})
