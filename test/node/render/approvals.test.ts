import { expect, test } from 'vitest'
import { createUnpacker } from '../../../src/core/report/contents/unpack-contents.ts'
import { approvalLines } from '../../../src/node/render/run/run-sections.ts'
import { buildAction, buildRun } from '../../report/build-report.ts'

test('each approval with its request, its notice, its answer and where the agent went on', () => {
  const approval = (index: number, parts: { outputs?: string }) =>
    buildAction({ index, type: 'approval', name: 'refund', inputs: [{ amount: 40 }], ...parts })
  const run = buildRun({
    actions: [approval(0, { outputs: 'approve' }), approval(1, {})],
    approvals: [
      {
        action: 0,
        name: 'refund',
        notifiedBy: { name: 'POST desk.test', action: null },
        answered: true,
        resumedBy: 1,
      },
      { action: 1, name: 'refund', notifiedBy: null, answered: false, resumedBy: null },
    ],
  })
  expect(approvalLines(run, createUnpacker({}), false)).toEqual([
    '0 refund({"amount":40}): notice by POST desk.test, answered "approve", resumed by action 1',
    '1 refund({"amount":40}): no notice known, not answered',
  ])
})
