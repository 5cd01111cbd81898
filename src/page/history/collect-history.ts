import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import type { ReadReport } from '../report/read-report.ts'

/** The releases in the histories of the open reports, each once, the oldest first. */
export function collectHistory(reports: readonly ReadReport[]): HistoryEntry[] {
  const entries = new Map<string, HistoryEntry>()
  for (const read of reports) {
    const { history = [], comparison } = read.kind === 'whole' ? read.report : read.head
    for (const entry of [...history, ...(comparison?.history ?? [])])
      entries.set(entry.release, entry)
  }
  return [...entries.values()].sort((a, b) => Date.parse(a.date) - Date.parse(b.date))
}
