import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { ReplayError } from '../../core/errors.ts'
import { option } from '../../core/options/option.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { RUN_VARIABLE } from '../../protocol/keys.ts'
import { guarded } from '../../storage/guarded.ts'
import { findRecording, type FoundRecording } from '../runs/find-recording.ts'
import { openStoredRun } from '../runs/open-stored-run.ts'
import { runTest } from '../runs/run-test.ts'
import { readArguments, UsageError, type Command } from './command.ts'

const FlagsSchema = z.strictObject({
  keep: option(z.boolean(), 'Make the recording the cassette of its test.'),
  force: option(z.boolean(), 'Let --keep replace a cassette that is there.'),
})

/** Replays the recording of an execution. */
export const replayRecording: Command = {
  summary: 'replay the recording of an execution, a failed one too, or make it a test',
  help: `Usage: vitest-replay replay <id | bundle> [--keep [--force]]

Runs the test of an execution against the recording that it was kept with: nothing is live. A
recording that failed is kept with its run; of others, the cassette is replayed.

  --keep   puts the recording in the place of the test's cassette: from now on the test replays it,
           and fails as the run did until the agent is mended
  --force  lets --keep replace a cassette that is there

Exit codes: those of vitest; 2 wrong usage, or no such run.
`,
  flags: [FlagsSchema],
  async run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const [id, ...more] = positionals
    if (id === undefined || more.length > 0) throw new UsageError('name one run, or one bundle')
    const root = process.cwd()
    const opened = openStoredRun(root, id)
    const { run, traceId } = opened.stored
    const recording = findRecording(root, opened)
    if (recording === null) throw notRecorded(traceId)
    if (values.keep) keep(root, { run, recording }, values.force === true)
    const test = { ...run.test, project: run.project }
    return runTest(root, test, {
      attempted: `Failed to replay the run ${traceId}`,
      env: {
        VITEST_REPLAY: 'none',
        ...(recording.keptIn === null ? {} : { [RUN_VARIABLE]: recording.keptIn }),
      },
    })
  },
}

function notRecorded(traceId: string): ReplayError {
  return new ReplayError('RUN_NOT_RECORDED', {
    attempted: `Failed to replay the run ${traceId}`,
    reason: 'its recording is not known any more: the cassette was recorded anew, or removed',
    remedy: 'Restore the cassette from git, or replay a later execution',
  })
}

function keep(
  root: string,
  { run, recording }: { run: RunReport; recording: FoundRecording },
  force: boolean,
): void {
  const file = join(root, run.cassette)
  const attempted = `Failed to keep the recording of "${run.name}"`
  if (recording.keptIn !== null && existsSync(file) && !force)
    throw new ReplayError('CASSETTE_EXISTS', {
      attempted,
      reason: `${file} is there already`,
      remedy: 'Add --force to replace it',
      location: { file },
    })
  guarded(attempted, () => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, recording.text)
  })
  process.stdout.write(`wrote ${escapeTerminal(run.cassette)}\n`)
}
