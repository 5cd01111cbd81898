import { z } from 'zod'
import { option } from '../../core/options/option.ts'
import { compareReports } from '../learn/compare-replays.ts'
import { renderLearned } from '../learn/render-learned.ts'
import { replayTwice } from '../learn/replay-twice.ts'
import { readArguments, UsageError, type Command } from './command.ts'

const FlagsSchema = z.strictObject({
  testNamePattern: option(z.string(), 'Replay only tests whose name matches.').meta({ short: 't' }),
  project: option(z.array(z.string()), 'Replay only tests of this project of a workspace.'),
  root: option(z.string(), "Vitest's root."),
  config: option(z.string(), "The path of Vitest's configuration."),
  dir: option(z.string(), 'The folder to look for test files in.'),
})

/**
 * Finds the values that vary between two replays of the same code, and the match rules that would
 * ignore them.
 */
export const learn: Command = {
  summary: 'replay tests twice and print match rules for values that vary by themselves',
  help: `Usage: vitest-replay learn <test file> [more test files] [-t <name>]

Replays the tests twice with the project's own Vitest, compares the two replays, and prints
every difference although the code is the same: the path, both values, and the "match" option
that would ignore it, to copy. Ids, times and random values of the run itself need none. A
difference from the recording that both replays share is a change, and is reported as one.

Nothing is recorded (VITEST_REPLAY=none), and .vitest-replay/ is not changed.

  -t, --testNamePattern <name>   only tests whose name matches
  --project <name>               only tests of this project of a workspace
  --root, --config, --dir        as Vitest takes them

Exit codes: 0 nothing differs or rules were printed, 2 wrong usage or nothing was replayed.
`,
  flags: [FlagsSchema],
  async run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    if (positionals.length === 0) throw new UsageError('name the test file to learn from')
    const { testNamePattern, project = [], ...chosen } = values
    const words = [
      ...positionals,
      ...Object.entries(chosen).flatMap(([flag, value]) => [`--${flag}`, value]),
      ...project.flatMap((name) => ['--project', name]),
      ...(testNamePattern === undefined ? [] : ['-t', testNamePattern]),
    ]
    const [first, second] = await replayTwice(process.cwd(), words, (text) =>
      process.stderr.write(`${text}\n`),
    )
    process.stdout.write(renderLearned(compareReports(first.runs, second.runs)))
    return first.runs.some((run) => run.asked) ? 0 : 2
  },
}
