import { expect, test } from 'vitest'
import type { RunOptions } from '../../../src/core/options/run-options.ts'
import { workerState } from '../../../src/worker/context/scope.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import type { AgentContext } from '../../../src/worker/prepare/agent.ts'
import { prepare } from './replayed-run.ts'

const asking = (_input: unknown, context: AgentContext) =>
  context.requestApproval('refund', { amount: 40 })

/** Records an agent that asks for one approval. */
async function record(options: RunOptions, deadline?: number) {
  const prepared = prepare(options)
  if (deadline !== undefined) prepared.context.deadline = deadline
  const { ledger, outcome } = await runPass(
    asking,
    prepared,
    passOptions(prepared, 'record'),
    () => undefined,
  )
  return { outcome, action: ledger.actions[0]!.fresh! }
}

test('the function of the name answers, else that of the longest pattern', async () => {
  const asked: unknown[] = []
  const { outcome, action } = await record({
    approvals: {
      '*': () => 'anybody',
      'ref*': (request, { name }) => {
        asked.push(name, request)
        return { approved: true }
      },
    },
  })
  expect(asked).toEqual(['refund', { amount: 40 }])
  expect(outcome).toMatchObject({ kind: 'returned', stored: { json: { approved: true } } })
  expect(action).toMatchObject({
    type: 'approval',
    name: 'refund',
    inputs: { json: [{ amount: 40 }] },
    outputs: { json: { approved: true } },
    async: true,
  })
  const exact = await record({ approvals: { '*': () => 'anybody', refund: () => false } })
  expect(exact.outcome).toMatchObject({ stored: { json: false } })
})

test.each<[what: string, options: RunOptions, reason: string]>([
  ['no function', {}, 'nothing answers it'],
  ['none of the name', { approvals: { transfer: () => 'approve' } }, 'nothing answers it'],
  ['no answer', { approvals: { refund: () => undefined } }, 'gave no answer'],
])('without an answer the run is interrupted: %s', async (_what, options, reason) => {
  const { outcome, action } = await record(options)
  expect(outcome).toMatchObject({ kind: 'threw', error: { code: 'APPROVAL_PENDING' } })
  expect(action.error?.message).toContain(reason)
  expect(action.error?.message).toContain('VITEST_REPLAY=new_episodes npx vitest run')
})

test('a function that never answers ends with the time of the test, and hears of it', async () => {
  let signal: AbortSignal | undefined
  const refund = (_request: unknown, about: { signal: AbortSignal }) => {
    signal = about.signal
    return new Promise(() => {})
  }
  const { outcome } = await record({ approvals: { refund } }, workerState.now() + 100)
  expect(outcome).toMatchObject({ error: { code: 'APPROVAL_PENDING' } })
  expect(signal?.aborted).toBe(true)
})

test('the error of the function is the error of the approval', async () => {
  const refund = () => {
    throw new RangeError('nobody there')
  }
  const { outcome } = await record({ approvals: { refund } })
  expect(outcome).toMatchObject({ kind: 'threw', error: { message: 'nobody there' } })
})
