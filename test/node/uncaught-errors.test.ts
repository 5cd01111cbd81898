import { expect, test } from 'vitest'
import { findUncaught } from '../../src/node/uncaught-errors.ts'
import { buildRun } from '../report/build-report.ts'

const run = buildRun({
  status: 'interrupted',
  test: { file: 'test/a.test.ts', fullName: 'feeds > reads one' },
})
const thrown = (part: object) => ({
  name: 'Error',
  message: 'connect ECONNREFUSED with sk-proj-abcdefghijklmnopqrstuvwxyz0123456789',
  code: 'ECONNREFUSED',
  VITEST_TEST_NAME: 'reads one',
  VITEST_TEST_PATH: '/project/test/a.test.ts',
  ...part,
})
const find = (errors: object[]) => findUncaught(errors, '/project', { env: {} })

test('an error that nothing handled belongs to the run that was cut off in its test, without secrets', () => {
  const found = find([thrown({ cause: { message: 'inner' } })])(run)!
  expect(found).toMatchObject({ code: 'ECONNREFUSED', cause: { name: 'Error', message: 'inner' } })
  expect(found.message).toMatch(/^connect ECONNREFUSED with <redacted/)
})

test.each([
  ['of another test', { VITEST_TEST_NAME: 'one' }],
  ['of another file', { VITEST_TEST_PATH: '/project/b.test.ts' }],
  ['of no test', { VITEST_TEST_NAME: undefined }],
])('an error %s is not taken for it', (_what, part) => {
  expect(find([thrown(part)])(run)).toBeNull()
})

test('a run that ended has an error of its own', () => {
  expect(find([thrown({})])({ ...run, status: 'failed' })).toBeNull()
})
