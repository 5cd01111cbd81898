import type { HistoryEntry } from '../../src/core/report/comparison-schema.ts'

/** A release of the history of which next to nothing is known. */
export function historyEntry(release: string, change: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    version: 1,
    release,
    commit: null,
    date: '2026-01-01T00:00:00Z',
    runs: 1,
    recordings: 1,
    matchRate: 1,
    determinism: null,
    costUsd: null,
    tokens: null,
    errorRate: 0,
    latencyP95Ms: null,
    repeatedToolCalls: 0,
    ...change,
  }
}
