import { z } from 'zod'
import { option } from '../../core/options/option.ts'
import { findRuns, nearMatches } from '../../core/run-events/find-runs.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { plural } from '../../core/words/plural.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import { runsFolder } from '../../storage/run-store/run-files.ts'
import { renderRunList } from '../render/run/run-list.ts'
import { wantsColor } from '../render/text/paint.ts'
import { readArguments, type Command } from './command.ts'

const FlagsSchema = z.strictObject({
  status: option(z.enum(['passed', 'failed', 'interrupted', 'running']), 'The end of the run.'),
  agent: option(z.string(), 'The name of the agent.'),
  workflow: option(z.string(), 'The name of the workflow.'),
  tag: option(z.string(), 'One of its tags.'),
  sha: option(z.string(), 'The beginning of the commit.'),
  job: option(z.string(), 'The job in CI.'),
  'min-cost': option(z.coerce.number().min(0), 'The least that the execution cost, in USD.'),
  last: option(z.coerce.number().int().min(1), 'How many runs to list, the latest.', '20'),
  json: option(z.boolean(), 'Print one JSON document instead of text.'),
})

/** Finds executions in the store of runs. */
export const runs: Command = {
  summary: 'find the executions that are kept, by id, test, agent, tag, commit, CI job, status',
  help: `Usage: vitest-replay runs [text] [--status passed|failed|interrupted|running] [--agent <name>]
                         [--workflow <name>] [--tag <tag>] [--sha <commit>] [--job <CI job>]
                         [--min-cost <usd>] [--last <n>] [--json]

Lists the executions that are kept in .vitest-replay/runs, the latest first. Each word of the text
stands in one of their facts: id, name, test, agent, workflow, tags, release, commit, CI job,
status, error, models, labels.

  --status      how the run ended; running for one that goes on
  --agent, --workflow, --tag, --sha, --job
                only runs with this agent, workflow, tag, commit (or its beginning), CI job
  --min-cost    only executions that cost this much, in USD
  --last <n>    the number of runs, the latest (20 by default)
  --json        one JSON document instead of text

Exit codes: 0 fine, 1 no run was found, 2 wrong usage, or a store that cannot be read.
`,
  flags: [FlagsSchema],
  run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const { status, agent, workflow, tag, sha, job, 'min-cost': minCostUsd, last = 20 } = values
    const text = positionals.join(' ')
    const root = process.cwd()
    const { heads, unreadable } = readHeads(root)
    const filter = { text, status, agent, workflow, tag, sha, ciJob: job, minCostUsd }
    const found = findRuns(heads, filter)
    const shown = found.slice(0, last)
    const near = found.length === 0 && text !== '' ? nearMatches(heads, text) : []
    const looked = { folder: runsFolder(root), runs: heads.length, unreadable }
    if (values.json)
      process.stdout.write(
        `${JSON.stringify({ runs: shown, found: found.length, nearMatches: near, looked }, null, 2)}\n`,
      )
    else {
      const lines = [
        ...renderRunList(shown, wantsColor()),
        ...(found.length > shown.length
          ? [`... and ${found.length - shown.length} more; --last shows more of them`]
          : []),
        ...(found.length === 0 ? ['no run was found'] : []),
        ...(near.length > 0 ? [`near: ${near.map(escapeTerminal).join(', ')}`] : []),
        ...unreadable.map((message) => escapeTerminal(message)),
        `looked at ${plural(heads.length, 'run')} in ${escapeTerminal(looked.folder)}`,
      ]
      process.stdout.write(`${lines.join('\n')}\n`)
    }
    return found.length === 0 ? 1 : 0
  },
}
