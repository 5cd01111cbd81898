import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ReplayError } from '../../core/errors.ts'
import { findReportFolder } from '../../storage/read-report.ts'
import { openPath } from '../serve/open-path.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { ExportFlagsSchema, exportReport } from './report-export.ts'
import { ServeFlagsSchema, serveReports } from './report-serve.ts'

const HELP = `Usage: vitest-replay report open [folder]
       vitest-replay report serve [folder ...] [--port <n>] [--open]
       vitest-replay report export [folder or report.json] --format csv|json|jsonl
                                   [--of runs|actions|messages] [--contents] [--out <file>]

What the last test run found. A folder is a project's or a .vitest-replay; by default the
present one.

  open      opens report.html in the browser; prints its path in CI and where there is none
  serve     serves one or several reports on 127.0.0.1, at a link with a token of its own
  export    prints runs, actions or conversations for other programs; times in ms, money in USD

  --format    csv, json (one list) or jsonl (a line each)
  --of        runs (the default), actions, or with json or jsonl messages: the conversation of each run
              in the form of a chat, for sets of examples
  --contents  with json or jsonl: what actions asked and answered, written out in full
  --out       a file instead of the standard output
  --port      by default any that is free
  --open      also open the link in the browser

Exit codes: 0 fine, 2 wrong usage, or a report that is missing or unreadable.
`

/** Shows, serves or exports the report of a test run. */
export const report: Command = {
  summary: 'open, serve or export the report of the last test run',
  help: HELP,
  flags: [ExportFlagsSchema, ServeFlagsSchema],
  run([action, ...args]) {
    if (action === 'open') return open(args)
    if (action === 'serve') return serveReports(args)
    if (action === 'export') return exportReport(args)
    throw new UsageError(
      action === undefined ? 'name an action: open, serve or export' : `unknown action "${action}"`,
    )
  },
}

async function open(args: string[]): Promise<number> {
  const { positionals } = readArguments(args, z.strictObject({}))
  if (positionals.length > 1) throw new UsageError('one folder at a time')
  const folder = findReportFolder(positionals[0] ?? '.')
  const page = join(folder, 'report.html')
  if (!existsSync(page)) throw pageMissing(folder)
  if (!(await openPath(page))) process.stdout.write(`${page}\n`)
  return 0
}

function pageMissing(folder: string): ReplayError {
  return new ReplayError('REPORT_MISSING', {
    attempted: `Failed to open the report in ${folder}`,
    reason: 'there is no report.html beside its report.json',
    remedy: 'Run the tests again (vitest run)',
    location: { file: folder },
  })
}
