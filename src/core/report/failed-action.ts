import type { ReportAction } from './action-schema.ts'

/** Accepts an action that ended in an error, was blocked, or was answered with an error status, replayed or not. */
export function hasFailedAction({
  outcome,
  error,
  status,
}: Pick<ReportAction, 'outcome' | 'error' | 'status'>): boolean {
  return outcome === 'error' || outcome === 'blocked' || error !== null || (status ?? 0) >= 400
}
