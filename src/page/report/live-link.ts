import type { RunReport } from '../../core/report/schema.ts'

/** The connection to the Vitest that serves this page. */
export interface LiveLink {
  isConnected: boolean
  /** Tests run. */
  isTesting: boolean
  /** Runs the tests of runs again; `none` replays them, `all` records them again. Resolves with a problem, or `null`. */
  rerun(runs: readonly RunReport[], mode: 'none' | 'all'): Promise<string | null>
}
