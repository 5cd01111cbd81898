import { expect, test } from 'vitest'
import { findCauses, reportCauses } from '../../../../src/core/words/diagnosis/find-causes.ts'
import { divergence } from '../../../../fixtures/reports/divergence.ts'
import { buildRun } from '../../../report/build-report.ts'

const source = { file: 'src/ask.ts', line: 12 }
const changed = (name: string, recorded: string, replayed: string, at = source) =>
  buildRun({
    name,
    runId: name,
    status: 'failed',
    divergences: [
      divergence({
        cause: 'system_prompt',
        source: at,
        paths: [{ path: `$.messages[${name.length}].content`, recorded, replayed }],
      }),
    ],
  })

test('the same change at the same line is one cause, whatever stands around it', () => {
  const runs = [
    changed('a', 'You serve Ann. Be kind.', 'You serve Ann. Be very kind.'),
    changed('bb', 'You serve Bob. Be kind.', 'You serve Bob. Be very kind.'),
    changed('c', 'Line one\nFor Carl\nBe kind.', 'Line one\nFor Carl\nBe very kind.'),
  ]
  expect(reportCauses(runs)).toEqual([
    expect.objectContaining({
      cause: 'system_prompt',
      statement: 'The system prompt changed',
      source,
      runs: ['a', 'bb', 'c'],
    }),
  ])
})

test('another change, or the same at another line, is another cause', () => {
  const runs = [
    changed('a', 'Be kind.', 'Be very kind.'),
    changed('b', 'Be kind.', 'Be rude.'),
    changed('c', 'Be kind.', 'Be very kind.', { ...source, line: 13 }),
  ]
  expect(findCauses(runs)).toHaveLength(3)
})

test('failures of agents are one cause where class, action and message are the same but for ids', () => {
  const failed = (runId: string, message: string) => {
    const error = { name: 'Error', message }
    return buildRun({
      runId,
      status: 'failed',
      error: `Error: ${message}`,
      finalOutput: { recorded: { error }, replayed: { error } },
      diagnosis: {
        errorClass: 'rate_limit',
        layer: 'connection',
        cause: 'rate_limit',
        statement: 'the service limits the rate of requests',
        status: 'observed',
        stopReason: 'llm_error:rate_limit',
        firstErrorSpan: { index: 0, name: 'chat gpt-4o', errorClass: 'rate_limit' },
        decisionBehindIt: null,
        slowestSpan: null,
        repeatedToolCalls: [],
        laterErrors: [],
        runLatencyP95Ms: null,
        releaseDiff: null,
        hypotheses: [],
        remedy: 'wait',
        command: null,
        source: null,
      },
    })
  }
  const causes = findCauses([
    failed('a', 'Rate limit reached for org-a1b2c3d4e5f6, try again in 20 s'),
    failed('b', 'Rate limit reached for org-ff00ff00ff00, try again in 7 s'),
    failed('c', 'Too many images'),
  ])
  expect(causes.map(({ runs }) => runs.map(({ runId }) => runId))).toEqual([['a', 'b'], ['c']])
})

test('a run that is expected to fail has no cause', () => {
  expect(findCauses([{ ...changed('a', 'x', 'y'), expectedToFail: true }])).toEqual([])
})
