import type { FaultOutcome, FaultsOptions } from '../../core/faults/fault.ts'
import type { TriedRun } from './run-with-faults.ts'

/** Tries faults on a run. Loaded when asked for: few tests do. */
export async function tryFaults(run: TriedRun, options: FaultsOptions): Promise<FaultOutcome[]> {
  const { runWithFaults } = await import('./run-with-faults.ts')
  return runWithFaults(run, options)
}
