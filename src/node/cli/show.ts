import { readFileSync } from 'node:fs'
import { parseCassette } from '../../core/cassette/parse.ts'
import { ReplayError } from '../../core/errors.ts'
import { renderCassette } from '../render/cassette.ts'
import { readArguments, UsageError, type Command } from './command.ts'

/** Prints a cassette for people, or expanded as JSON. */
export const show: Command = {
  summary: 'print a cassette for people (or, with --json, for programs)',
  help: `Usage: vitest-replay show <cassette> [--json]

Prints a recorded run: what it was given, each model call, request and action with its
inputs and outputs, and how it ended. Bodies that the file stores as differences to earlier
ones are written out in full.

  --json   one JSON document instead of text
  --full   do not shorten long texts

In git, for readable diffs:
  echo '*.cassette.jsonl diff=cassette linguist-generated' >> .gitattributes
  git config diff.cassette.textconv 'npx vitest-replay show'
`,
  run(args) {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      full: { type: 'boolean' },
    })
    const [path, ...more] = positionals
    if (path === undefined) throw new UsageError('name the cassette to show')
    if (more.length > 0) throw new UsageError(`one cassette at a time, not also ${more.join(', ')}`)
    const cassette = parseCassette(readText(path), { file: path })
    const text = values.json
      ? `${JSON.stringify(cassette, null, 2)}\n`
      : renderCassette(cassette, { full: values.full === true })
    process.stdout.write(text)
    return 0
  },
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ReplayError(
      'CASSETTE_UNREADABLE',
      {
        attempted: `Failed to read ${path}`,
        reason:
          (error as NodeJS.ErrnoException).code === 'ENOENT'
            ? 'there is no such file'
            : (error as Error).message,
        remedy:
          'Give the path of a .cassette.jsonl file; they lie in __cassettes__ beside the tests',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
