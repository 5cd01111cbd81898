import type { RunCause } from '../../core/report/cause-schema.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'

/** The executions that a store has. */
export interface KnownExecutions {
  root: string
  /** Reads them once. */
  heads(): readonly StoredHead[]
}

/** The executions in the store of a project; read when they are asked for, and once. */
export function knownExecutions(root: string): KnownExecutions {
  let heads: StoredHead[] | undefined
  return { root, heads: () => (heads ??= readHeads(root).heads) }
}

/** Adds to each cause when the store of runs saw it first, and in how many executions. */
export function withHistory(
  causes: readonly RunCause[],
  store: KnownExecutions | undefined,
): RunCause[] {
  if (!store || causes.length === 0) return [...causes]
  const seen = new Map<string, { first: string; count: number }>()
  for (const { run, summary } of store.heads())
    if (run.trial === undefined)
      for (const fingerprint of summary?.fingerprints ?? []) {
        const known = seen.get(fingerprint)
        if (!known) seen.set(fingerprint, { first: run.startedAt, count: 1 })
        else {
          known.count++
          if (run.startedAt < known.first) known.first = run.startedAt
        }
      }
  return causes.map((cause) => {
    const found = seen.get(cause.fingerprint ?? '')
    return found ? { ...cause, firstSeen: found.first, executions: found.count } : cause
  })
}
