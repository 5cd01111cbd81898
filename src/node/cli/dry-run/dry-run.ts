import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { ReplayError } from '../../../core/errors.ts'
import { isCI } from '../../../core/options/is-ci.ts'
import { option } from '../../../core/options/option.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { formatUsd } from '../../../core/words/format-number.ts'
import type { DryRunResult } from '../../../protocol/dry-run.ts'
import { readArguments, UsageError, type Command } from '../command.ts'
import { countMissing, describeCost, preflight, recordingsBeside } from './look-ahead.ts'
import { readInputs } from './read-inputs.ts'
import { runInVitest } from './run-in-vitest.ts'

const FlagsSchema = z.strictObject({
  inputs: option(
    z.string(),
    'The file of the inputs: a JSON document or a text a line, or one array.',
  ),
  limit: option(z.coerce.number().int().min(1), 'The most inputs to run, the first ones.', '10'),
  export: option(z.string(), 'The export that is the agent.', 'the default one, or `agent`'),
  live: option(z.boolean(), 'Run and record inputs that have no recording; never in CI.'),
  'max-usd': option(z.coerce.number().positive(), 'The most that live runs may cost, in USD.', '1'),
})

/** Runs some inputs through an agent. */
export const dryRun: Command = {
  summary: 'run an agent on some inputs: from recordings, or live within a limit',
  help: `Usage: vitest-replay dry-run <module> --inputs <file> [--limit <n>] [--export <name>]
                              [--live [--max-usd <usd>]]

Runs the agent that a module exports on the inputs of a file, through Vitest as the tests are. Each input
is replayed from its recording beside the module; one without a recording is run and recorded with
--live alone. Prints each action as it ends, a table at the end, and writes the report of a test run.

The module exports the agent, and may export "actions", "resources" and "requires" as
createAgentRunner takes them. They are checked before anything is run.

  --inputs <file>  a JSON document or a text a line, or one JSON array
  --limit <n>      the most inputs to run, the first ones; 10 by default
  --export <name>  the export that is the agent; by default the default one, or "agent"
  --live           runs inputs without a recording for real. Keys and services are looked for, and the
                   cost is estimated first. Refused in CI, and with VITEST_REPLAY=none
  --max-usd <usd>  the most that live runs may cost together; 1 by default. A run whose price is
                   unknown is over any limit

Exit codes: 0 every input came to an end, 1 one did not, 2 wrong usage, or a refused live run.
`,
  flags: [FlagsSchema],
  async run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) throw new UsageError('name one module')
    const { inputs: file, limit = 10, live: isLive = false, 'max-usd': usd = 1 } = values
    if (file === undefined) throw new UsageError('--inputs is missing: it takes the path of a file')
    const module = resolve(path)
    if (!existsSync(module)) throw new UsageError(`there is no module ${path}`)
    const inputs = readInputs(file).slice(0, limit)
    if (inputs.length === 0) throw new UsageError(`--inputs: ${file} has no input`)
    const root = process.cwd()
    const print = (text: string) => process.stdout.write(escapeLines(text))
    if (isLive) await announce(module, { inputs, usd, root, print })
    process.env['VITEST_REPLAY'] = isLive ? 'once' : 'none'
    const order = { module, exported: values.export ?? null, inputs, isLive, usd }
    const results = await runInVitest(root, order, print)
    print(`\n${renderResults(inputs, results).join('\n')}\n`)
    const isScored = results.some((result) => result?.finalScore !== null && result !== null)
    if (!isScored) print('score: no run has one; give it with context.score(name, value)\n')
    print(`report: ${relative(root, resolve(root, '.vitest-replay/report.html'))}\n`)
    const hasEnded = results.every((result) => result?.status === 'success')
    return hasEnded ? 0 : 1
  },
}

async function announce(
  module: string,
  {
    inputs,
    usd,
    root,
    print,
  }: { inputs: unknown[]; usd: number; root: string; print: (text: string) => void },
): Promise<void> {
  const inCI = isCI(process.env)
  if (inCI || process.env['VITEST_REPLAY'] === 'none')
    throw new ReplayError('LIVE_REFUSED', {
      attempted: 'Failed to start a live dry run',
      reason: `nothing is live ${inCI ? 'in CI' : 'with VITEST_REPLAY=none'}`,
      remedy: 'Leave out --live, or run it on your machine',
    })
  const recordings = recordingsBeside(module)
  print(`${describeCost(countMissing(inputs, recordings), recordings, usd)}\n`)
  for (const problem of await preflight(root, recordings, process.env)) print(`${problem}\n`)
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeTerminal).join('\n')
}

function renderResults(
  inputs: readonly unknown[],
  results: ReadonlyArray<DryRunResult | null>,
): string[] {
  const rows = [
    ['', 'input', 'mode', 'actions', 'cost', 'score', 'end'],
    ...results.map((result, at) => [
      result?.status === 'success' ? '✓' : '✗',
      brief(JSON.stringify(inputs[at]), 40),
      result?.mode ?? '-',
      result ? String(result.actions) : '-',
      result ? (formatUsd(result.costUsd) ?? '-') : '-',
      result?.finalScore === null || !result ? '-' : String(result.finalScore),
      brief(result?.end ?? 'it was not run', 60),
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  )
}

function brief(text: string | undefined, most: number): string {
  const line = (text ?? '').replace(/\s+/g, ' ')
  return line.length > most ? `${line.slice(0, most - 3)}...` : line
}
