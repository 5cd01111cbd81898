import type { AppliedPolicy } from './receipt-schema.ts'

/** Names the processes that a rule dropped. */
export function droppedProcesses(policy: readonly AppliedPolicy[] = []): string[] {
  return policy.flatMap(({ kind, effect, name }) =>
    kind === 'process' && effect === 'dropped' ? [name] : [],
  )
}
