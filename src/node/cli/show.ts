import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Cassette } from '../../core/cassette/schema.ts'
import { ReplayError } from '../../core/errors.ts'
import { option } from '../../core/options/option.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { readReport } from '../../storage/read-report.ts'
import { renderAgainst } from '../render/cassette/against.ts'
import { renderCassette } from '../render/cassette/cassette.ts'
import { wantsColor } from '../render/text/paint.ts'
import { isBundle } from '../runs/open-stored-run.ts'
import { showStoredRun } from '../runs/show-stored-run.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { jsonForLogs } from './json-for-logs.ts'
import { readCassetteFile } from './read-cassette-file.ts'

const FlagsSchema = z.strictObject({
  json: option(z.boolean(), 'Print one JSON document instead of text.'),
  full: option(z.boolean(), 'Print long texts whole.'),
  diagnose: option(z.boolean(), 'Print the ranked explanations of a failure.'),
  against: option(z.string(), 'The report, and with a # the run, to put beside the cassette.'),
})

/** Prints a cassette or an execution for people, or expanded as JSON. */
export const show: Command = {
  summary: 'print a cassette or an execution for people (or, with --json, for programs)',
  help: `Usage: vitest-replay show <cassette> [--json | --full | --against <report.json[#run]>]
       vitest-replay show <id> [--diagnose] [--json | --full]

Prints a recorded run: its input, each model call, request and action with its inputs and
outputs, and its result. Bodies that the file stores as differences to earlier ones are printed
in full.

With an id it prints an execution that is kept in .vitest-replay/runs: timeline, conversation,
connections, tool calls, errors, and what it printed. The id is a trace id or the beginning of one,
that of a run, of which the latest execution counts, or a label; or it is the path of a bundle.

  --diagnose
           the ranked explanations of a failure, and what is different from the last execution of
           the same run that passed
  --json   one JSON document instead of text
  --full   do not shorten long texts
  --against <report.json[#run]>
           print a replay beside it, position by position, with the differences under each first
           cause; the run is named by its id, or is the only one of this cassette

In git, for readable diffs:
  echo '*.cassette.jsonl diff=cassette linguist-generated' >> .gitattributes
  git config diff.cassette.textconv 'npx vitest-replay show'
`,
  flags: [FlagsSchema],
  run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const [path, ...more] = positionals
    if (path === undefined) throw new UsageError('name the cassette or the run to show')
    if (more.length > 0) throw new UsageError(`one at a time, not also ${more.join(', ')}`)
    if (isBundle(path) || (!existsSync(path) && !isPath(path))) {
      if (values.against !== undefined)
        throw new UsageError('--against takes a cassette, not a run')
      process.stdout.write(showStoredRun(path, values))
      return 0
    }
    if (values.diagnose) throw new UsageError('--diagnose takes the id of an execution')
    const cassette = readCassetteFile(path)
    if (values.against !== undefined) {
      if (values.json || values.full)
        throw new UsageError('--against cannot be combined with --json or --full')
      process.stdout.write(
        renderAgainst(cassette, findRun(values.against, cassette), {
          width: Math.min(process.stdout.columns ?? 100, 180),
          color: wantsColor(),
        }),
      )
      return 0
    }
    const text = values.json
      ? `${jsonForLogs(cassette, 2)}\n`
      : renderCassette(cassette, { full: values.full === true })
    process.stdout.write(text)
    return 0
  },
}

/** @note An id has neither folders nor the ending of a file. */
function isPath(text: string): boolean {
  return /[\\/]|\.jsonl?$/.test(text)
}

/** The run that `report.json#run` names; without a name, the only run of this cassette. */
function findRun(target: string, cassette: Cassette): RunReport {
  const hash = target.lastIndexOf('#')
  const path = hash === -1 ? target : target.slice(0, hash)
  const wanted = hash === -1 ? cassette.header.runId : target.slice(hash + 1)
  const { runs } = readReport(path)
  const found = runs.find(({ runId, name }) => runId === wanted || name === wanted)
  if (found) return found
  throw new ReplayError('RUN_MISSING', {
    attempted: `Failed to find the run "${wanted}" in ${path}`,
    reason: `the report has ${runs.map(({ runId }) => runId).join(', ') || 'no runs'}`,
    remedy: 'Run the test again, or name one of these after a #',
    location: { file: path },
  })
}
