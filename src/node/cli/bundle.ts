import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { slugOf } from '../../core/cassette/cassette-path.ts'
import { option } from '../../core/options/option.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { findRecording } from '../runs/find-recording.ts'
import { openStoredRun } from '../runs/open-stored-run.ts'
import { writeBundle } from '../runs/write-bundle.ts'
import { readArguments, UsageError, type Command } from './command.ts'

const FlagsSchema = z.strictObject({
  out: option(z.string(), 'The path of the bundle.'),
})

/** Writes an execution into one file, to be looked at and replayed elsewhere. */
export const bundle: Command = {
  summary: 'write an execution into one file that opens and replays on another machine',
  help: `Usage: vitest-replay bundle <id> [--out <file.html>]

Writes an execution that is kept in .vitest-replay/runs into one file. It opens in a browser, from
disk and without a network; "vitest-replay show <file>" prints it, and "vitest-replay replay <file>"
replays its recording. What was redacted when it was recorded is redacted in it.

  --out <file.html>
           the path of the file; by default the name and the id of the run, in the present folder

Exit codes: 0 fine, 2 wrong usage, or no such run.
`,
  flags: [FlagsSchema],
  run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const [id, ...more] = positionals
    if (id === undefined || more.length > 0) throw new UsageError('name one run')
    if (values.out !== undefined && !values.out.endsWith('.html'))
      throw new UsageError('--out takes the path of an .html file')
    const root = process.cwd()
    const opened = openStoredRun(root, id)
    const { stored } = opened
    const name = `${slugOf(stored.run.name).slice(0, 60)}-${stored.traceId.slice(0, 8)}.replay.html`
    const file = resolve(values.out ?? name)
    const cassette = findRecording(root, opened)?.text ?? null
    const notes = writeBundle(file, { stored, cassette })
    const lines = [`wrote ${relative(root, file)}`, ...notes]
    process.stdout.write(`${lines.map(escapeTerminal).join('\n')}\n`)
    return 0
  },
}
