import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { findRecordedCall } from '../../storage/find-recorded-call.ts'
import type { TestContext } from '../context/test-context.ts'
import type { ReplayRun } from '../report/run-types.ts'

const REMEDY =
  'Make it anew within the agent, or put it back before each run, and record both again.'

/**
 * Names state that outlives a run, where a failing replay shows it: a call that this run alone makes stands in another recording
 * of the file, or one that is missing may have been made before.
 */
export function explainState(
  { divergences, cassette }: Pick<ReplayRun<unknown>, 'divergences' | 'cassette'>,
  { attempt, uses }: Pick<TestContext, 'attempt' | 'uses'>,
): string[] {
  for (const { firstCause, cause, action } of divergences) {
    if (!firstCause) continue
    const name = escapeTerminal(action)
    const other = cause === 'extra_call' ? findRecordedCall(cassette, action) : null
    if (other !== null)
      return [
        `"${name}" is in the recording of "${escapeTerminal(other)}". What came of it there (a token that a module keeps, a row in a`,
        'database, a file) may have been at hand when this run was recorded, and is not now: the runs before it were others.',
        REMEDY,
      ]
    if (cause === 'missing_call' && (attempt > 0 || (uses.get(cassette) ?? 0) > 1))
      return [
        `The agent was called before in this process. What came of "${name}" then (a token that a module keeps, a row in a database,`,
        'a file) may still be there, so that it is not called again.',
        REMEDY,
      ]
  }
  return []
}
