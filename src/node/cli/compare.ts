import { z } from 'zod'
import { compareReleases } from '../../core/words/comparison/compare-releases.ts'
import { judgeGate } from '../../core/words/comparison/judge-gate.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { option } from '../../core/options/option.ts'
import type { Comparison, Gate } from '../../core/report/comparison-schema.ts'
import { chooseSides } from '../compare/choose-sides.ts'
import { CONFIG_FILE, readCompareConfig } from '../compare/compare-config.ts'
import { readRules, readTolerance } from '../compare/read-rules.ts'
import { createProgress } from '../compare/show-progress.ts'
import { comparisonPage, writeNamedFile } from '../compare/write-comparison.ts'
import { renderComparisonMarkdown } from '../render/comparison/markdown.ts'
import { renderComparison } from '../render/comparison/terminal.ts'
import { knownHistory } from '../../storage/history.ts'
import { wantsColor } from '../render/text/paint.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { jsonForLogs } from './json-for-logs.ts'

const FormatSchema = z.enum(['terminal', 'json', 'markdown'])
type Format = z.infer<typeof FormatSchema>

const FlagsSchema = z.strictObject({
  format: option(FormatSchema, 'The form of the comparison.', 'terminal'),
  output: option(z.string(), 'The file to write instead of the standard output.'),
  html: option(z.string(), 'The file to write the page to as well.'),
  key: option(
    z
      .string()
      .regex(/^[\w.-]{1,60}$/)
      .meta({ expected: 'letters, digits, ".", "_" and "-", 60 at most' }),
    'Tells the comments of several suites on one pull request apart.',
  ),
  'fail-on': option(z.array(z.string()), 'Rules that the gate fails on.'),
  tolerance: option(z.array(z.string()), 'Changes of a metric that count as none.'),
  config: option(z.string(), 'The file of the settings.', CONFIG_FILE),
})

const HELP = `Usage: vitest-replay compare [base] [head] [options]

Compares an agent's runs of two releases: what changed, whether it is worse, and which change
caused it. Runs are paired by their test and cassette.

A side is
  a report.json     the report of a test run
  a folder          the cassettes below it, and its .vitest-replay/report.json
  git:<ref>         the same of a branch, tag or commit, read without a checkout

Without a head it is the working tree; run the tests before. Without a base it is the commit
where the branch left the default branch (in GitHub Actions, the branch of the pull request).

  --format <name>   terminal (the default), json or markdown (for a comment on a pull request)
  --output <file>   write it there instead of to the standard output
  --html <file>     also write the page, with its Compare view
  --key <name>      distinguishes the comments of several suites on one pull request
  --fail-on <rule>  fails the gate; repeat it, or separate several rules by commas:
                      regressed, missing, changed, improved, new,         a run's verdict
                      equivalent, identical, unreplayed
                      matchRate<1, determinism<90, errorRate>0            a run of the head
                      cost>+10%, tokens>+500, repeatedToolCalls>+0        the change
  --tolerance <metric>=<n>
                    the largest change that is ignored: cost=0.1 or cost=10%
  --config <file>   settings; by default ${CONFIG_FILE}, if it exists:
                      { "compare": { "failOn": ["regressed"], "tolerance": { "cost": 0.1 } } }
                    Flags win.

Exit codes: 0 fine, 1 the gate failed, 2 wrong usage or unreadable input.
`

/** Compares two releases, and judges the difference by rules. */
export const compare: Command = {
  summary: 'compare an agent with another release, and gate on the difference',
  help: HELP,
  flags: [FlagsSchema],
  async run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    if (positionals.length > 2)
      throw new UsageError(
        `two sides can be compared, but not also ${positionals.slice(2).join(', ')}`,
      )
    const { format = 'terminal' } = values
    const cwd = process.cwd()
    const config = readCompareConfig(cwd, values.config)
    const rules = readRules(values['fail-on'] ?? [], config)
    const tolerance = readTolerance(values.tolerance ?? [], config)

    const progress = createProgress(process.stderr)
    const sides = await chooseSides(positionals, { cwd, onProgress: progress.of }).finally(
      progress.clear,
    )
    const found = compareReleases(sides.base, sides.head, { tolerance })
    const gate = rules.length === 0 ? null : judgeGate(found, rules)
    const { history = [] } = knownHistory(cwd, (message) => process.stderr.write(`${message}\n`))
    const comparison: Comparison = { ...found, gate, history }

    if (values.html !== undefined)
      writeNamedFile(values.html, comparisonPage(comparison, sides.head.report))
    const isFile = values.output !== undefined
    const text = render(comparison, format, { key: values.key, isFile })
    if (isFile) writeNamedFile(values.output!, text)
    else process.stdout.write(text)
    if (!gate || gate.passed) return 0
    // With the result in a file, the terminal has to show why the gate failed.
    if (isFile) process.stderr.write(describeFailure(gate, values.output!))
    return 1
  },
}

function describeFailure({ rules }: Gate, file: string): string {
  const failed = rules.filter(({ result }) => result === 'failed').map(({ rule }) => rule)
  return `vitest-replay compare: the gate failed on ${escapeTerminal(failed.join(', '))}; see ${file}\n`
}

function render(
  comparison: Comparison,
  format: Format,
  { key, isFile }: { key: string | undefined; isFile: boolean },
): string {
  if (format === 'json') return `${jsonForLogs(comparison, 2)}\n`
  if (format === 'markdown') return renderComparisonMarkdown(comparison, { key })
  return renderComparison(comparison, {
    color: !isFile && wantsColor(),
    width: Math.min((isFile ? undefined : process.stdout.columns) ?? 80, 120),
  })
}
