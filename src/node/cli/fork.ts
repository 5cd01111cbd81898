import { existsSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { parseCassette } from '../../core/cassette/parse.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { ReplayError } from '../../core/errors.ts'
import { estimateRest } from '../../core/forks/estimate-rest.ts'
import { forkCassette, type Fork } from '../../core/forks/fork-cassette.ts'
import { parseJson } from '../../core/json.ts'
import { isCI } from '../../core/options/is-ci.ts'
import { option } from '../../core/options/option.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { formatUsd } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import type { ForkOrder } from '../../protocol/fork-order.ts'
import { FORK_VARIABLE } from '../../protocol/keys.ts'
import { freeForkPath } from '../../storage/fork-files.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { compareFork } from '../runs/compare-fork.ts'
import { owningTest } from '../runs/owning-test.ts'
import { runTest } from '../runs/run-test.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { readCassetteFile } from './read-cassette-file.ts'

const FlagsSchema = z.strictObject({
  at: option(z.coerce.number().int().min(0), 'The index of the action, counted from 0.'),
  answer: option(z.string(), 'Its answer, as JSON or as text; @<file> reads it from a file.'),
  model: option(z.string().min(1), 'The model that live calls ask; needs --live.'),
  live: option(z.boolean(), 'Run what follows for real; never in CI.'),
})

/** Forks a recording at an action. */
export const fork: Command = {
  summary: 'replay a recording up to an action, and go on from there otherwise',
  help: `Usage: vitest-replay fork <cassette> --at <n> [--answer <json | @file>] [--live [--model <name>]]

Runs the test that owns the cassette. The actions before n are answered byte for byte as they were
recorded, and the fork is refused where the agent does something else there. Action n gets the given
answer; without one it is the first of the rest. The rest comes from the recording, where it still
fits. The fork is written to .vitest-replay/forks/<name>.fork-1.cassette.jsonl, with a hash of the
recording that it left, and compared with it. The cassette stays as it is.

  --at <n>  the index of the action, as "vitest-replay show <cassette>" prints it
  --answer <json | @file>
            the JSON of a response (an array of events for a stream) or its text, or the output of a tool
  --live    runs the rest for real; what it cost when it was recorded is printed first. Refused in CI,
            and with VITEST_REPLAY=none
  --model <name>
            asks this model in place of the one that the agent names

What the test itself asserts is about the recording: it is shown, and does not count.

Exit codes: 0 the fork was written, 1 it was not, 2 wrong usage, or no such cassette.
`,
  flags: [FlagsSchema],
  async run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) throw new UsageError('name one cassette')
    const { at, answer, model, live = false } = values
    if (at === undefined) throw new UsageError('--at is missing: it takes the index of an action')
    if (model !== undefined && !live) throw new UsageError('--model needs --live')
    const root = process.cwd()
    const cassette = resolve(path)
    const parent = readCassetteFile(cassette)
    const asked: Fork = {
      at,
      then: live ? 'live' : 'replay',
      ...(model === undefined ? {} : { model }),
      ...(answer === undefined ? {} : { answer: readAnswer(answer) }),
    }
    forkCassette(parent, asked)
    if (live) await announce(parent, asked)
    const to = freeForkPath(join(root, REPORT_FOLDER, 'forks'), basename(cassette))
    const order: ForkOrder = { ...asked, cassette, to }
    const attempted = `Failed to fork ${path}`
    const exitCode = await runTest(root, owningTest(root, cassette, attempted), {
      attempted,
      env: { VITEST_REPLAY: 'none', [FORK_VARIABLE]: JSON.stringify(order) },
    })
    if (!existsSync(to)) return 1
    const written = parseCassette(readFileSync(to, 'utf8'), { file: to })
    const lines = [
      `wrote ${escapeTerminal(relative(root, to))}: ${plural(written.actions.length, 'action')}, the recording has ${parent.actions.length}`,
      ...(exitCode === 0 ? [] : ['the test asserts what the fork does not do; see above']),
      ...compareFork(relative(root, cassette), parent, written),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
    return 0
  },
}

function readAnswer(text: string): unknown {
  const given = text.startsWith('@') ? readAnswerFile(text.slice(1)) : text
  return parseJson(given) ?? given
}

function readAnswerFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--answer: ${(error as Error).message}`)
  }
}

/** Prints what the rest costs before anything is started; refuses where nothing may be live. */
async function announce(parent: Cassette, asked: Fork): Promise<void> {
  const inCI = isCI(process.env)
  if (inCI || process.env['VITEST_REPLAY'] === 'none')
    throw new ReplayError('FORK_REFUSED', {
      attempted: 'Failed to fork live',
      reason: `nothing is live ${inCI ? 'in CI' : 'with VITEST_REPLAY=none'}`,
      remedy: 'Leave out --live, or run it on your machine',
    })
  const { actions, modelCalls, usd } = await estimateRest(parent, asked)
  const price = usd === null ? 'at an unknown price' : `for about ${formatUsd(usd)}`
  process.stdout.write(
    `live: what follows; in the recording it was ${plural(actions, 'action')}, ${plural(modelCalls, 'model call')} of them, ${price}\n`,
  )
}
