import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { recordingProgress } from '../../../src/worker/run/recording-progress.ts'

function modelCall(costUsd: number | null, status = 200): RecordedAction {
  return {
    kind: 'action',
    index: 0,
    type: 'llm',
    name: 'chat gpt-4o',
    parent: null,
    start: 0,
    duration: 1,
    outcome: 'success',
    response: { status, statusText: '', headers: [], end: 'complete' },
    llm: {
      provider: 'openai',
      operation: 'chat',
      model: 'gpt-4o',
      usage: null,
      costUsd,
      stopReason: null,
    },
  }
}

function record(...steps: Array<[at: number, action: RecordedAction]>): string[] {
  const lines: string[] = []
  let time = 0
  const tell = recordingProgress(
    '"refunds"',
    (line) => lines.push(line),
    () => time,
  )
  for (const [at, action] of steps) {
    time = at
    tell(action)
  }
  return lines
}

test('a short recording says nothing', () => {
  expect(record([100, modelCall(0.1)], [4900, modelCall(0.1)])).toEqual([])
})

test('a long one says now and then how far it is', () => {
  expect(
    record(
      [5000, modelCall(0.01)],
      [6000, modelCall(0.01)],
      [9000, modelCall(0.5, 500)],
      [10_500, modelCall(0.01)],
      [16_000, modelCall(null)],
    ),
  ).toEqual([
    '[vitest-replay] recording "refunds": 1 action, $0.01 so far',
    '[vitest-replay] recording "refunds": 4 actions, $0.03 so far',
    '[vitest-replay] recording "refunds": 5 actions, cost unknown so far',
  ])
})
