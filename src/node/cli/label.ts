import { z } from 'zod'
import type { RunEvent } from '../../core/run-events/schema.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { findStoredRun } from '../../storage/run-store/find-run.ts'
import { appendToRun } from '../../storage/run-store/run-files.ts'
import { guarded } from '../../storage/guarded.ts'
import { readArguments, UsageError, type Command } from './command.ts'

const FlagsSchema = z.strictObject({})

/** Gives an execution a name. */
export const label: Command = {
  summary: 'give an execution a name, by which it is found',
  help: `Usage: vitest-replay label <id> <text>

Adds a label to an execution that is kept in .vitest-replay/runs. It is shown in lists, and finds the
run wherever an id does. The id is a trace id or the beginning of one, or that of a run, of which the
latest execution counts.

Exit codes: 0 fine, 2 wrong usage, or no such run.
`,
  flags: [FlagsSchema],
  run(args) {
    const { positionals } = readArguments(args, FlagsSchema)
    const [id, ...words] = positionals
    const text = words.join(' ').trim()
    if (id === undefined || text === '') throw new UsageError('name the run and the label')
    const root = process.cwd()
    const { traceId, run } = findStoredRun(root, id)
    const event: RunEvent = { event: 'label', traceId, at: new Date().toISOString(), text }
    guarded(`Failed to label the run ${traceId}`, () =>
      appendToRun(root, traceId, `${JSON.stringify(event)}\n`),
    )
    process.stdout.write(
      `labelled ${traceId} ("${escapeTerminal(run.name)}"): ${escapeTerminal(text)}\n`,
    )
    return 0
  },
}
