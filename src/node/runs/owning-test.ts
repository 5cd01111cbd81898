import { relative } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import { testFileOf } from '../../storage/find-cassettes.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import type { OwningTest } from './run-test.ts'

/**
 * Finds the test that a cassette belongs to: by the last execution that used it, else by where it lies, of which all tests run.
 *
 * @throws ReplayError `TEST_MISSING`
 */
export function owningTest(root: string, cassette: string, attempted: string): OwningTest {
  const path = relative(root, cassette)
  const head = readHeads(root).heads.find(({ run }) => run.cassette === path)
  if (head) return { ...head.run.test, project: head.run.project }
  const file = testFileOf(cassette)
  if (file !== undefined) return { file: relative(root, file), fullName: null, project: '' }
  throw new ReplayError('TEST_MISSING', {
    attempted,
    reason: 'no execution is kept that used this cassette, and it lies beside no test file',
    remedy: 'Run its test once, and then this command in the same folder',
    location: { file: cassette },
  })
}
