import { expect, test } from 'vitest'
import type { FaultOutcome } from '../../../src/core/faults/fault.ts'
import { judgeOutcomes } from '../../../src/core/words/render-fault-outcomes.ts'

const outcome = (of: Partial<FaultOutcome>): FaultOutcome => ({
  fault: 'rate_limited',
  times: 1,
  action: 'chat gpt-4o',
  index: 0,
  verdict: 'recovered',
  asked: 2,
  end: '{"answer":"yes"}',
  ...of,
})

test('a table shows what is not accepted first', () => {
  const { pass, message } = judgeOutcomes([
    outcome({}),
    outcome({ fault: 'time_out', times: 3, verdict: 'swallowed', asked: 1, end: 'a\n\u001b[31m' }),
    outcome({ fault: 'refusal', index: 12, verdict: 'left_recording' }),
  ])
  expect(pass).toBe(false)
  expect(message).toMatchInlineSnapshot(`
    "the agent does not recover from 1 of 3 faults

       fault         at               verdict         asked  end
    ✗  time_out x3   #0 chat gpt-4o   swallowed       1      a \\u001b[31m
    ✓  rate_limited  #0 chat gpt-4o   recovered       2      {"answer":"yes"}
    ?  refusal       #12 chat gpt-4o  left_recording  2      {"answer":"yes"}

    swallowed: it returned as if nothing had happened. Pass the error on, or say in the output that it failed."
  `)
})

test('what could not be judged proves nothing, unless it is accepted', () => {
  const left = outcome({ verdict: 'left_recording' })
  expect(judgeOutcomes([left])).toMatchObject({
    pass: false,
    message: expect.stringContaining('none of 1 fault could be judged'),
  })
  expect(judgeOutcomes([])).toMatchObject({ pass: false })
  expect(judgeOutcomes([left, outcome({})]).pass).toBe(true)
  expect(judgeOutcomes([left], ['left_recording']).pass).toBe(true)
  expect(judgeOutcomes([outcome({ verdict: 'failed_cleanly' })], ['recovered']).pass).toBe(false)
})
