import { expect, expectTypeOf, test } from 'vitest'
import { replayRun, type FaultOutcome } from '../../src/index.ts'

test('faults are tried on a run, and their outcomes asserted', async () => {
  const run = await replayRun(async () => ({ ok: true }))
  const outcomes = await run.withFaults({
    at: 'chat *',
    faults: ['refusal', { kind: 'stream_cut', after: 2 }],
    saysFailure: (output) => !output.ok,
  })
  expectTypeOf(outcomes).toExtend<FaultOutcome[]>()
  expect(outcomes).toRecover()
  expect(outcomes).toRecover({ accept: ['recovered'] })
  // @ts-expect-error no such verdict
  expect(outcomes).toRecover({ accept: ['fine'] })
  // @ts-expect-error no such fault
  await run.withFaults({ faults: ['late'] })
})
