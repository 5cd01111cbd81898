import type { Comparison } from '../../../src/core/report/comparison-schema.ts'
import type { AgentRun } from './build-agent-run.ts'
import { buildComparison } from './build-comparison.ts'
import {
  onlyInBase,
  onlyInHead,
  recordedAnew,
  renamed,
  replayed,
  unreplayed,
} from './build-sides.ts'

/** An agent that looks an order up and refunds it. */
export const REFUND: AgentRun = {
  agent: 'supportAgent',
  tags: [],
  system: 'You are kind.',
  question: 'My order A-17 arrived broken.',
  tools: [],
  calls: [
    { name: 'lookup', args: { orderId: 'A-17' }, result: { total: 12 } },
    { name: 'refund', args: { orderId: 'A-17' } },
  ],
  answer: 'Your refund is on its way.',
}

/** The same, with another system prompt: it hands the order over instead. */
export const HAND_OVER: AgentRun = {
  ...REFUND,
  system: 'You are brief.',
  calls: [REFUND.calls![0]!, { name: 'escalate', args: { orderId: 'A-17' } }],
  answer: 'A colleague will call you.',
}

const REFUSED: AgentRun = {
  ...REFUND,
  calls: [
    REFUND.calls![0]!,
    { name: 'refund', args: { orderId: 'A-17' }, error: { name: 'Error', message: 'no budget' } },
  ],
}

/** A comparison that has something of everything: every verdict but `improved`, numbers, hypotheses and a gate. */
export function buildFullComparison(): Comparison {
  const cheaper = Array.from({ length: 12 }, (_, at) =>
    recordedAnew(
      `same ${at + 1}`,
      { ...REFUND, costUsd: 0.002 + at / 10_000 },
      { ...REFUND, costUsd: 0.001 },
    ),
  )
  return buildComparison(
    [
      replayed('pays back twice', { ...REFUND, file: 'tests/pay.test.ts' }, REFUSED),
      recordedAnew('refunds an order', REFUND, HAND_OVER),
      renamed('asks for a photo', 'wants a photo', {
        ...REFUND,
        question: 'My cup B-3 is broken.',
        calls: [{ name: 'photo', args: { of: 'B-3' } }],
      }),
      onlyInBase('gone', { ...REFUND, question: 'Where is it?', calls: [], answer: 'There.' }),
      onlyInHead('fresh', { ...REFUND, question: 'Who are you?', calls: [], answer: 'An agent.' }),
      recordedAnew('reworded', REFUND, { ...REFUND, answer: 'We have sent your refund today.' }),
      ...cheaper,
      recordedAnew(
        'a rare order',
        { ...REFUND, tags: ['critical'] },
        { ...REFUND, tags: ['critical'] },
      ),
      unreplayed('skipped 1', REFUND),
      unreplayed('skipped 2', REFUND),
    ],
    {
      base: { notes: ['2 files were left out'] },
      rules: ['regressed', 'missing', 'matchRate<1', 'cost>+10%', 'latencyP95>1000'],
    },
  )
}
