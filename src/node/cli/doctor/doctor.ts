import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ReplayError } from '../../../core/errors.ts'
import { option } from '../../../core/options/option.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { paint, wantsColor } from '../../render/text/paint.ts'
import { readArguments, UsageError, type Command } from '../command.ts'
import { judgeSetup, type SetupCheck } from './judge-setup.ts'
import { readSetup } from './read-setup.ts'

const FlagsSchema = z.strictObject({
  json: option(z.boolean(), 'Print the checks as JSON.'),
})

/** Judges the set-up of a project. */
export const doctor: Command = {
  summary: 'judge the set-up: packages, keys, cassettes, reporter, CI, gate, history',
  help: `Usage: vitest-replay doctor [folder] [--json]

Checks the set-up of the project in the folder (by default the present one) and says what to do for
each check that fails: packages, interception, provider with key and model, cassettes (age,
packages, models), reporter, CI, ids and events, gate, history. Of variables it tells whether they
are set, never their values. Cassettes alone are checked by vitest-replay check.

  --json  the checks as JSON

A check that nothing can be said of yet, such as history before the first release, is marked with a
question mark and fails nothing.

Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.
`,
  flags: [FlagsSchema],
  run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    if (positionals.length > 1) throw new UsageError('one folder at a time')
    const folder = resolve(positionals[0] ?? '.')
    if (!existsSync(folder) || !statSync(folder).isDirectory())
      throw new ReplayError('FOLDER_MISSING', {
        attempted: `Failed to judge the set-up in "${folder}"`,
        reason: 'there is no such folder',
        remedy: 'Name the folder of a project',
      })
    const checks = judgeSetup(readSetup(folder))
    const good = checks.filter(({ status }) => status === 'ok').length
    const text = values.json
      ? JSON.stringify({ good, of: checks.length, checks }, null, 2)
      : renderChecks(checks, good).join('\n')
    process.stdout.write(`${text}\n`)
    return checks.some(({ status }) => status === 'failed') ? 1 : 0
  },
}

function renderChecks(checks: readonly SetupCheck[], good: number): string[] {
  const color = wantsColor()
  const lines = checks.flatMap(({ status, title, found, remedy }) => {
    const mark = status === 'ok' ? '\u2713' : status === 'failed' ? 'x' : '?'
    const style = status === 'ok' ? 'green' : status === 'failed' ? 'red' : 'yellow'
    return [
      `${color ? paint(style, mark) : mark} ${title}`,
      ...found.map((fact) => `    ${escapeTerminal(fact)}`),
      ...(remedy === null ? [] : [`    do: ${escapeTerminal(remedy)}`]),
    ]
  })
  const later = checks.filter(({ status }) => status === 'not_yet').length
  const left = later > 0 ? `, ${later} not yet` : ''
  return [`set-up: ${good}/${checks.length}${left}`, '', ...lines]
}
