import { ReplayError } from '../core/errors.ts'
import type { HistoryEntry } from '../core/report/comparison-schema.ts'
import { readHistory } from '../storage/history.ts'

/**
 * The releases that a project has kept, for its report; nothing where none was kept. A history that cannot be read is
 * told: it does not cost the report of a test run.
 */
export function knownHistory(
  root: string,
  complain: (message: string) => void,
): { history?: HistoryEntry[] } {
  try {
    const history = readHistory(root)
    return history.length > 0 ? { history } : {}
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    complain(error.message)
    return {}
  }
}
