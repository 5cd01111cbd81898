import { expect, test } from 'vitest'
import { processName } from '../../../src/core/processes/process-name.ts'

test.each([
  [['/usr/bin/git', 'diff', '--stat'], 'git diff'],
  [['node', '/project/src/run.mjs', 'x'], 'node run.mjs'],
  [['node', '--import', 'tsx', 'src/run.ts'], 'node run.ts'],
  [['python3', '-c', 'print(6 * 7)'], 'python3 -c'],
  [['/bin/sh', '-c', 'git status | head -1'], 'git status'],
  [['/bin/sh', '-c', '"/usr/bin/node" run.cjs'], 'node run.cjs'],
  // Another path in each run.
  [['cat', '/tmp/agent-Xy12ab/notes.txt'], 'cat'],
  [['echo', 'a sentence, with words'], 'echo'],
  [['ls'], 'ls'],
])('%j is shown as %j', (command, name) => {
  expect(processName({ command, root: '/project' })).toBe(name)
})
