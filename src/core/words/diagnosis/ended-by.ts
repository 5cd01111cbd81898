import type { Divergence } from '../../divergence/schema.ts'
import type { Diagnosis } from '../../report/diagnosis-schema.ts'
import type { RunReport } from '../../report/schema.ts'

/**
 * The failure that broke a run: that of an agent without a difference before it, which is its own error, what it left
 * undone by throwing, or how it ended. `null` where a difference came first.
 */
export function endedBy(run: RunReport, diagnosis: Diagnosis | null): Diagnosis | null {
  if (!diagnosis) return null
  const first = run.divergences.filter(({ firstCause }) => firstCause)
  if (first.length === 0) return diagnosis
  const { replayed } = run.finalOutput
  const threw = replayed !== null && 'error' in replayed
  return threw && diagnosis.errorClass !== 'not_recorded' && first.every(isEnd) ? diagnosis : null
}

/** @note A call that was not made has a note where the run ended before it. */
function isEnd({ cause, note }: Divergence): boolean {
  return note !== null && (cause === 'missing_call' || cause === 'final_output')
}

/** The place of a difference that has none in the sources: its agent, else the file of its test. */
export function homeOfRun({ agent, test }: RunReport): string {
  return agent ?? test.file
}
