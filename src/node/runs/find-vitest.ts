import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ReplayError } from '../../core/errors.ts'

/**
 * Finds the program of the Vitest that a project has installed.
 *
 * @throws ReplayError `VITEST_MISSING`
 */
export function findVitest(root: string, attempted: string): string {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('vitest/package.json')
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> }
    return join(dirname(manifest), bin['vitest']!)
  } catch (error) {
    throw new ReplayError(
      'VITEST_MISSING',
      {
        attempted,
        reason: `Vitest is not installed in ${root}`,
        remedy: 'Run the command in the folder of a project that has Vitest installed',
      },
      { cause: error },
    )
  }
}
