import { expect, test } from 'vitest'
import { matchers } from '../../../src/worker/expect/matchers.ts'

test('of an interrupted run, the message names the reason that was found', () => {
  const run = {
    name: 'a run',
    runId: 'a-run',
    receipt: {},
    stopReason: 'tool_calls',
    report: { signals: { stop_reason: 'interrupted' } },
  }
  const result = (reason: string, isNot: boolean) => {
    const { pass, message } = matchers.toHaveStopReason.call({ isNot } as never, run, reason)
    return [pass, message()]
  }
  expect(result('interrupted', true)).toEqual([
    true,
    '"a run" stopped with "interrupted", any other is required',
  ])
  expect(result('stop', false)).toEqual([
    false,
    '"a run" stopped with "tool_calls", "stop" is required',
  ])
})
