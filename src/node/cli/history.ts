import { plural } from '../../core/words/plural.ts'
import { relative } from 'node:path'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { z } from 'zod'
import { option } from '../../core/options/option.ts'
import { sortHistory } from '../../core/report/parse-history.ts'
import { readHistory } from '../../storage/history.ts'
import { addRelease } from '../history/add-release.ts'
import { historyOfRuns } from '../history/history-of-runs.ts'
import { historyOfTags } from '../history/history-of-tags.ts'
import {
  renderHistory,
  renderHistoryMarkdown,
  type ShownHistory,
} from '../render/history/history.ts'
import { wantsColor } from '../render/text/paint.ts'
import { charactersOf } from '../render/history/sparkline.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { jsonForLogs } from './json-for-logs.ts'

const FlagsSchema = z.strictObject({
  tags: option(z.string(), 'Read the releases out of the tags that match this pattern.'),
  last: option(z.coerce.number().int().min(1), 'How many releases to show, the newest.', '20'),
  format: option(z.enum(['terminal', 'json', 'markdown']), 'The form of the history.', 'terminal'),
  release: option(z.string(), 'What the release that is added is called.'),
})

/** Shows the history of a project's releases, and adds one. */
export const history: Command = {
  summary: 'show match rate, determinism, cost and errors from release to release',
  help: `Usage: vitest-replay history [--tags [pattern]] [--last <n>]
                             [--format terminal|json|markdown]
       vitest-replay history add [report.json, folder or git:<ref>] [--release <id>]

Shows match rate, determinism, cost and error rate from release to release, as lines and as a
table. An unknown number is a gap, never 0: a replay measures no cost, and cassettes without a
report have no match rate. The releases are those that were added, and those of the executions that
are kept in .vitest-replay/runs.

  add           adds a line about a release to .vitest-replay/history.jsonl; by default from the
                last test run in the present folder. An existing line of the release is replaced
  --release     the name of the release; by default that of the report (the plugin option "release",
                or VITEST_REPLAY_RELEASE)

  --tags        reads the releases out of git instead: the cassettes and reports of each tag, the
                oldest commit first. A pattern selects tags: --tags 'v2.*'
  --last <n>    the number of releases, the newest (20 by default)
  --format      terminal (the default), json or markdown

Every test run writes .vitest-replay/ again, and most projects have git ignore it. To keep the
history in git, ignore the contents of the folder instead of the folder. In .gitignore:

  .vitest-replay/*
  !.vitest-replay/history.jsonl

Exit codes: 0 fine, 2 wrong usage, or a history that cannot be read.
`,
  flags: [FlagsSchema],
  async run(args) {
    const { values, positionals } = readArguments(withPattern(args), FlagsSchema)
    const { tags, last, format, release } = values
    const [action, spec, ...more] = positionals
    if (action === 'add') {
      if (more.length > 0) throw new UsageError('one release at a time')
      if (tags !== undefined || last !== undefined || format !== undefined)
        throw new UsageError('add has no option but --release')
      return add(spec, release)
    }
    if (action !== undefined)
      throw new UsageError(`unknown action "${action}": expected "add", or none`)
    if (release !== undefined) throw new UsageError('--release is an option of add')
    return show({ tags, last: last ?? 20, format: format ?? 'terminal' })
  },
}

async function add(spec: string | undefined, release: string | undefined): Promise<number> {
  if (release?.trim() === '') throw new UsageError('--release is empty')
  const cwd = process.cwd()
  const { entry, file, replaced, notes } = await addRelease(cwd, { spec, release })
  const what = `the release "${entry.release}" (${plural(entry.runs, 'run')})`
  const path = relative(cwd, file)
  const lines = [replaced ? `replaced ${what} in ${path}` : `added ${what} to ${path}`, ...notes]
  process.stdout.write(
    `${lines.map((line) => escapeTerminal(line.replace(/\s+/g, ' '))).join('\n')}\n`,
  )
  return 0
}

interface ShowOptions {
  tags: string | undefined
  last: number
  format: string
}

async function show({ tags, last, format }: ShowOptions): Promise<number> {
  const cwd = process.cwd()
  const shown = tags === undefined ? kept(cwd, last) : await ofTags(cwd, tags, last)
  if (format === 'json') process.stdout.write(`${jsonForLogs(shown, 2)}\n`)
  else if (format === 'markdown') process.stdout.write(renderHistoryMarkdown(shown))
  else if (shown.entries.length === 0)
    process.stdout.write(
      `${[...shown.notes.map((note) => escapeTerminal(note.replace(/\s+/g, ' '))), 'No release is known yet. Add one after a test run: vitest-replay history add --release <id>'].join('\n')}\n`,
    )
  else {
    const lines = renderHistory(shown, {
      characters: charactersOf(process.env, process.platform),
      color: wantsColor(),
      width: process.stdout.columns ?? 100,
    })
    process.stdout.write(`${lines.join('\n')}\n`)
  }
  return 0
}

function kept(cwd: string, last: number): ShownHistory {
  const added = readHistory(cwd)
  const known = new Set(added.map(({ release }) => release))
  const all = sortHistory([...added, ...historyOfRuns(cwd, { known, last })])
  return { entries: all.slice(-last), earlier: Math.max(0, all.length - last), notes: [] }
}

function ofTags(cwd: string, pattern: string, last: number): Promise<ShownHistory> {
  const isTerminal = process.stderr.isTTY
  return historyOfTags(cwd, {
    pattern,
    last,
    onTag: (tag) => {
      if (isTerminal) process.stderr.write(`reading ${escapeTerminal(tag)} ...\n`)
    },
  })
}

/** `--tags` alone means all tags. `parseArgs` has no flags with an optional value. */
function withPattern(args: readonly string[]): string[] {
  return args.map((arg, at) =>
    arg === '--tags' && (args[at + 1] === undefined || args[at + 1]!.startsWith('-'))
      ? '--tags=*'
      : arg,
  )
}
