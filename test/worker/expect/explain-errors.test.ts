import { expect, test } from 'vitest'
import type { PublishedRun } from '../../../src/protocol/results.ts'
import { buildRun } from '../../report/build-report.ts'
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

const failed = (error: object, text: string): PublishedRun => ({
  run: buildRun({
    mode: 'record',
    status: 'failed',
    error: text,
    finalOutput: { recorded: { error }, replayed: null } as never,
  }),
  contents: {},
})

test('the last part of an error is followed by the error and its diagnosis, once', async () => {
  const parts = [
    { name: 'Error', message: '500 the server had an error' },
    { name: 'Error', message: '401 no such key', status: 401 },
  ]
  const message = '2 of 3 researchers failed'
  const run = failed(
    { name: 'AggregateError', message, errors: parts },
    `AggregateError: ${message}`,
  )
  const shown = parts.map((part) => ({ ...part }))
  await explainErrors(shown, [run])
  expect(shown[0]!.message).toBe('500 the server had an error')
  expect(shown[1]!.message).toMatch(
    /^401 no such key\n\n {2}in: AggregateError: 2 of 3 researchers failed\n\n {2}diagnosis: the service rejected the credentials: /,
  )
})

test('an object that was thrown is shown with its diagnosis', async () => {
  const run = failed(
    { name: 'NonError', message: '[object Object]', details: { thrown: '{"status":"no_code"}' } },
    '{"status":"no_code"}',
  )
  const shown = { status: 'no_code', stacks: [] } as { message?: string }
  await explainErrors([shown as never], [run])
  expect(shown.message).toMatch(
    /^\{"status":"no_code"\}\n\n {2}diagnosis: the agent's own code threw: NonError: \{"status":"no_code"\}/,
  )
})

test('of a stack, the frames of this package are left out', async () => {
  const at = (file: string) => `    at call (${file}:1:2)`
  const own = at('/app/node_modules/vitest-replay/dist/chunks/replay-a.js')
  const shown = { message: 'x', stack: ['Error: x', at('/app/src/agent.ts'), own, own].join('\n') }
  const alone = { message: 'x', stack: ['Error: x', own].join('\n') }
  await explainErrors([shown, alone], [])
  expect(shown.stack).toBe(['Error: x', at('/app/src/agent.ts')].join('\n'))
  expect(alone.stack).toContain('replay-a.js')
})
