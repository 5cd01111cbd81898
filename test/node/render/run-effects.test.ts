import { expect, test } from 'vitest'
import { describeEffects } from '../../../src/node/render/comparison/run-effects.ts'

const effects = (steps: string[], finalOutput: { base: string; head: string } | null = null) =>
  describeEffects(
    {
      finalOutput,
      tools: steps.map((step) => ({
        name: step.slice(1),
        change: ({ '+': 'added', '-': 'removed' } as const)[step[0]!] ?? 'same',
      })),
    },
    (tool) => tool,
  )

test('what a run does otherwise, in a sentence', () => {
  expect(effects(['=find', '-refund'], { base: 'a', head: 'b' })).toBe(
    'It no longer calls refund and ends in another output.',
  )
  expect(effects(['=find', '-find', '+refund'])).toBe(
    'It calls find less often and calls refund where it did not.',
  )
  expect(effects(['=find', '+find', '-find'])).toBe('It calls find where it did not.')
  expect(effects(['=find'])).toBe(null)
  expect(describeEffects({ tools: null, finalOutput: null }, String)).toBe(null)
})
