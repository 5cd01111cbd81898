import type { LiveLink } from './live-link.ts'
import type { ReadReport } from './read-report.ts'

/** The reports that are open, and how reading them went. */
export interface ReportState {
  reports: readonly ReadReport[]
  /** `true` until the reports of the page itself are read. */
  loading: boolean
  problem: string | null
  /** The Vitest that serves the page; `null` for a page from disk. */
  live: LiveLink | null
}

/** The state of the page, apart from how it is drawn: whatever brings reports or changes of them writes here. */
export interface ReportStore {
  state(): ReportState
  change(part: (state: ReportState) => Partial<ReportState>): void
  /** Calls a listener after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void
}

/** Creates a store without reports. */
export function createReportStore(): ReportStore {
  let state: ReportState = { reports: [], loading: true, problem: null, live: null }
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    change(part) {
      state = { ...state, ...part(state) }
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
