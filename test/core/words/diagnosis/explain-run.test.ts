import { expect, test } from 'vitest'
import { explainThrown } from '../../../../src/core/words/diagnosis/explain-run.ts'
import type { Divergence } from '../../../../src/report.ts'
import { buildRun } from '../../../report/build-report.ts'

const buildDivergence = (part: Partial<Divergence>): Divergence => ({
  index: 1,
  kind: 'output_mismatch',
  action: 'final output',
  firstCause: true,
  causedBy: null,
  cause: 'final_output',
  paths: [],
  source: null,
  recordedIndex: null,
  replayedIndex: null,
  note: null,
  ...part,
})

const error = {
  name: 'Error',
  message: "ENOENT: no such file or directory, open 'a'",
  code: 'ENOENT',
}
const run = buildRun({
  mode: 'replay',
  status: 'failed',
  finalOutput: { recorded: { output: 'ok' } as never, replayed: { error } },
  divergences: [buildDivergence({ cause: 'final_output', kind: 'output_mismatch', note: 'x' })],
  errorSource: { file: 'src/agent.ts', line: 12 },
})
const message = `[vitest-replay] The replay of "a" does not match.

  The agent threw: Error: ENOENT: no such file or directory, open 'a'

If the change is wanted, record it again:`

test('a replay that threw says what mends the error, once', () => {
  const once = explainThrown(message, run, { contents: {} })
  expect(once.split('\n').slice(2, 7)).toEqual([
    "  The agent threw: Error: ENOENT: no such file or directory, open 'a'",
    "  diagnosis: a file is missing: Error: ENOENT: no such file or directory, open 'a'",
    '  class missing_file, layer configuration, stopped for step_error at src/agent.ts:12',
    '  remedy: check the path and the working folder; see https://nodejs.org/api/errors.html#common-system-errors',
    '',
  ])
  const known = [{ match: /ENOENT/, cause: 'the template is not built', remedy: 'build it' }]
  const again = explainThrown(once, run, { contents: {}, known })
  expect(again.match(/diagnosis: .*/g)).toEqual([
    "diagnosis: the template is not built: Error: ENOENT: no such file or directory, open 'a'",
  ])
})

test('a replay that did something else before it threw is explained by that', () => {
  const other = buildDivergence({ cause: 'prompt', kind: 'input_mismatch' })
  const diverged = { ...run, divergences: [other, ...run.divergences] }
  expect(explainThrown(message, diverged, { contents: {} })).toBe(message)
  const blocked = { ...run, receipt: { ...run.receipt, blocked: 1 } }
  expect(explainThrown(message, blocked, { contents: {} })).toBe(message)
})
