import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSetup } from '../../../../src/node/cli/doctor/read-setup.ts'
import { temporaryFolder } from '../../../storage/temporary-folder.ts'

test('at the root of a workspace the configurations of its projects count', () => {
  const root = temporaryFolder()
  const project = join(root, 'packages/billing')
  mkdirSync(project, { recursive: true })
  writeFileSync(
    join(project, 'vitest.config.ts'),
    `import { replay } from 'vitest-replay/plugin'\n`,
  )
  writeFileSync(join(root, 'vitest.config.ts'), 'export default {}\n')
  expect(readSetup(root, {}).config).not.toContain('vitest-replay')
  const workspace = `export default { test: { projects: ['packages/*'] } }\n`
  writeFileSync(join(root, 'vitest.config.ts'), workspace)
  expect(readSetup(root, {}).config).toContain('vitest-replay/plugin')
})
