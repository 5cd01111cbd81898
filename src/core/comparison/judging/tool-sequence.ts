import { pairEqual } from '../../divergence/differences/sequence.ts'
import type { RunComparison } from '../../report/comparison-schema.ts'
import type { PerformedRun } from '../runs/performed-run.ts'
import { performedToolCalls } from '../runs/tool-calls.ts'

/** The way from the tools that the base calls to those of the head, in order; `null` where they are the same. */
export function compareToolSequence(
  base: PerformedRun,
  head: PerformedRun,
): RunComparison['tools'] {
  const numbers = new Map<string, number>()
  const [before, now] = [base, head].map(({ actions }) =>
    performedToolCalls(actions).map(({ name }) => {
      if (!numbers.has(name)) numbers.set(name, numbers.size)
      return { name, number: numbers.get(name)! }
    }),
  ) as [Call[], Call[]]
  const pairs = pairEqual(before.map(numberOf), now.map(numberOf))
  if (pairs.length === before.length && pairs.length === now.length) return null
  const steps: NonNullable<RunComparison['tools']> = []
  let [left, right] = [0, 0]
  for (const [a, b] of [...pairs, [before.length, now.length] as const]) {
    while (left < a) steps.push({ change: 'removed', name: before[left++]!.name })
    while (right < b) steps.push({ change: 'added', name: now[right++]!.name })
    if (left < before.length) steps.push({ change: 'same', name: before[left]!.name })
    left++
    right++
  }
  return steps
}

interface Call {
  name: string
  number: number
}

function numberOf({ number }: Call): number {
  return number
}
