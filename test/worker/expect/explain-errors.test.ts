import { expect, test } from 'vitest'
import { explainErrors } from '../../../src/worker/expect/explain-errors.ts'

test('an error of ours names its paragraph once; others are left alone', async () => {
  const ours = {
    name: 'ReplayError',
    message: '[vitest-replay] Failed: x. Do y',
    code: 'RUN_NESTED',
  }
  const others = [
    { name: 'ReplayError', message: 'of another library', code: 'X' },
    { name: 'Error', message: '[vitest-replay] quoted', code: 'RUN_NESTED' },
  ]
  const errors = [ours, ...others.map((other) => ({ ...other }))]
  await explainErrors(errors, [])
  await explainErrors(errors, [])
  expect(errors[0]!.message).toBe(
    '[vitest-replay] Failed: x. Do y\n\n  see: node_modules/vitest-replay/.github/docs/errors.md#run_nested\n',
  )
  expect(errors.slice(1)).toEqual(others)
})
