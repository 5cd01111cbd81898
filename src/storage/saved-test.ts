import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import { guarded } from './guarded.ts'

/**
 * Writes a test file and its cassette, where there is no such file yet.
 *
 * @throws ReplayError `TEST_EXISTS`
 */
export function writeSavedTest(
  test: { file: string; text: string },
  cassette: { file: string; text: string },
  attempted: string,
): void {
  const { file } = test
  if (existsSync(file))
    throw new ReplayError('TEST_EXISTS', {
      attempted,
      reason: `${file} is there already`,
      remedy: 'Name another file, or remove it',
      location: { file },
    })
  guarded(attempted, () => {
    for (const each of [cassette, test]) {
      mkdirSync(dirname(each.file), { recursive: true })
      writeFileSync(each.file, each.text)
    }
  })
}
