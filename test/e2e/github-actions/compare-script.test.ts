import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, '../../../examples/github-actions/compare.sh')

test('a head without a base is refused, and not taken for the base', () => {
  const { status, stdout } = spawnSync('bash', [script], {
    encoding: 'utf8',
    env: { ...process.env, RUNNER_TEMP: '.', REPLAY_HEAD: 'git:HEAD', REPLAY_BASE: '' },
  })
  expect(stdout).toBe('::error title=Agent replay::The input head needs the input base.\n')
  expect(status).toBe(2)
})
