import { expect, test } from 'vitest'
import { findCauses, reportCauses } from '../../../../src/core/words/diagnosis/find-causes.ts'
import type { FailureClass } from '../../../../src/core/analysis/failure/classes.ts'
import type { Diagnosis } from '../../../../src/core/report/diagnosis-schema.ts'
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

function failure(errorClass: FailureClass, statement: string): Diagnosis {
  return {
    errorClass,
    layer: null,
    cause: errorClass,
    statement,
    status: 'observed',
    stopReason: errorClass,
    firstErrorSpan: null,
    decisionBehindIt: null,
    slowestSpan: null,
    repeatedToolCalls: [],
    laterErrors: [],
    runLatencyP95Ms: null,
    releaseDiff: null,
    hypotheses: [],
    remedy: 'mend it',
    command: null,
    source: null,
  }
}

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

test('a sentence that is put otherwise around what each run is about is one cause', () => {
  const runs = [
    changed('a', 'Hello, I am Ann.', 'Good morning, my name is Ann and I want help.'),
    changed('b', 'Hello, I am Bob-Ray.', 'Good morning, my name is Bob-Ray and I want help.'),
    changed('c', 'Hello, I am Carl 7.', 'Good morning, my name is Carl 7 and I want help.'),
    changed('d', 'Hello, I am Dan.', 'Good morning, my name is Dan and I want a refund.'),
  ]
  expect(findCauses(runs).map(({ runs: broken }) => broken.map(({ runId }) => runId))).toEqual([
    ['a', 'b', 'c'],
    ['d'],
  ])
})

test('a call that each run leaves out with arguments of its own is one cause; that of another tool is not', () => {
  const missing = (runId: string, file: string, action: string) =>
    buildRun({
      runId,
      agent: 'refund',
      test: { file, fullName: runId },
      status: 'failed',
      divergences: [
        divergence({
          kind: 'missing_action',
          cause: 'missing_call',
          action,
          source: null,
          paths: [{ path: 'inputs', recorded: { id: runId } }],
        }),
      ],
    })
  const runs = [
    missing('a', 'a.test.ts', 'lookup'),
    missing('b', 'b.test.ts', 'lookup'),
    missing('c', 'b.test.ts', 'notify'),
  ]
  expect(findCauses(runs).map(({ runs: broken }) => broken.map(({ runId }) => runId))).toEqual([
    ['a', 'b'],
    ['c'],
  ])
})

test('calls that one line makes beyond the recorded ones are one cause where they ask much the same', () => {
  const extra = (runId: string, content: string) =>
    buildRun({
      runId,
      status: 'failed',
      divergences: [
        divergence({
          kind: 'extra_action',
          cause: 'extra_call',
          action: 'chat gpt-4.1-mini',
          source,
          paths: [{ path: 'inputs', replayed: { role: 'user', content } }],
        }),
      ],
    })
  const runs = [
    extra('a', 'Is the order of Ann worth a refund? Say yes or no.'),
    extra('b', 'Is the order of Bob worth a refund? Say yes or no.'),
    extra('c', 'Hello again'),
  ]
  expect(findCauses(runs).map(({ runs: broken }) => broken.map(({ runId }) => runId))).toEqual([
    ['a', 'b'],
    ['c'],
  ])
})

test('an agent that throws before its first call in each run is one cause: its own failure', () => {
  const threw = (runId: string, cause: 'missing_call' | 'final_output') => {
    const error = { name: 'TypeError', message: `Order "${runId}" has no price` }
    return buildRun({
      runId,
      mode: 'replay',
      status: 'failed',
      error: `ReplayAssertionError: the replay of "${runId}" does not match, ${runId.length}`,
      finalOutput: { recorded: { output: 'ok' }, replayed: { error } },
      divergences: [
        divergence({
          kind: cause === 'missing_call' ? 'missing_action' : 'output_mismatch',
          cause,
          source: null,
          paths: [{ path: 'inputs', recorded: { id: runId } }],
          note: `TypeError: Order "${runId}" has no price`,
        }),
      ],
      diagnosis: failure('agent_error', `TypeError: Order "${runId}" has no price`),
    })
  }
  const causes = findCauses([
    threw('a', 'missing_call'),
    threw('bb', 'missing_call'),
    threw('c', 'final_output'),
  ])
  expect(causes).toMatchObject([{ kind: 'failure', cause: 'agent_error', runs: [{}, {}, {}] }])
})

test('failures of agents are one cause where class, action and message are the same but for ids', () => {
  const failed = (runId: string, message: string) => {
    const error = { name: 'Error', message }
    return buildRun({
      runId,
      status: 'failed',
      error: `Error: ${message}`,
      finalOutput: { recorded: { error }, replayed: { error } },
      diagnosis: failure('rate_limit', 'the service limits the rate of requests'),
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
