import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import type { RunReport } from '../../../core/report/schema.ts'

const MOST_NAMED = 3

/** Lines about runs that were given another input than they were recorded with, and did the same. */
export function describeChangedInputs(
  runs: readonly Pick<RunReport, 'name' | 'changedInput' | 'divergences'>[],
): string[] {
  const found = runs.filter(
    ({ changedInput = [], divergences }) => changedInput.length > 0 && divergences.length === 0,
  )
  const lines = found
    .slice(0, MOST_NAMED)
    .map(({ name, changedInput }) =>
      escapeTerminal(
        `  other input: "${name.replace(/\s+/g, ' ')}" was given another input than it was recorded with (${changedInput!.join(', ')}), and did the same`,
      ),
    )
  const rest = found.length - lines.length
  return rest > 0 ? [...lines, `  other input: ${rest} more in the report`] : lines
}
