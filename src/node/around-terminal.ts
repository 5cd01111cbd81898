import type { Reporter } from 'vitest/node'

/** Reporters that print for people; others keep or hand on what they are given. */
const TERMINAL = new Set(['default', 'verbose', 'dot', 'tree', 'basic', 'minimal', 'agent'])

/**
 * Puts hooks around each reporter that prints for people: what it prints at the end can be shortened for it alone.
 *
 * @note Vitest calls its reporters in their order.
 */
export function aroundTerminal<Entry>(
  reporters: readonly Entry[],
  { before, after }: { before(unhandled: readonly unknown[]): void; after(): void },
): Array<Entry | Reporter> {
  return reporters.flatMap((reporter): Array<Entry | Reporter> => {
    const name: unknown = Array.isArray(reporter) ? reporter[0] : reporter
    return typeof name === 'string' && TERMINAL.has(name)
      ? [
          { onTestRunEnd: (_modules, unhandled) => before(unhandled) },
          reporter,
          { onTestRunEnd: after },
        ]
      : [reporter]
  })
}
