import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { ReplayError } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'
import { option } from '../../core/options/option.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { plural } from '../../core/words/plural.ts'
import { selectProject, selectTest } from '../../core/words/test-command.ts'
import { renderDiagnosis, renderWalk } from '../../core/words/diagnosis/render-diagnosis.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { RUN_VARIABLE, TRIAL_VARIABLE } from '../../protocol/keys.ts'
import { guarded } from '../../storage/guarded.ts'
import { findRecording, type FoundRecording } from '../runs/find-recording.ts'
import { openStoredRun } from '../runs/open-stored-run.ts'
import { runTest } from '../runs/run-test.ts'
import { readArguments, UsageError, type Command } from './command.ts'

const FlagsSchema = z.strictObject({
  keep: option(z.boolean(), 'Make the recording the cassette of its test.'),
  force: option(z.boolean(), 'Let --keep replace a cassette that is there.'),
  confirm: option(z.boolean(), 'Find out whether its failure comes again, and what it depends on.'),
  times: option(z.string(), 'How often each trial of --confirm is made; 3 by default.'),
  answer: option(z.string(), 'A file with the answer that --confirm tries, as JSON or text.'),
})

/** Replays the recording of an execution. */
export const replayRecording: Command = {
  summary: 'replay the recording of an execution, a failed one too, or make it a test',
  help: `Usage: vitest-replay replay <id | bundle> [--keep [--force]]
       vitest-replay replay <id | bundle> --confirm [--times <n>] [--answer <file>]

Runs the test of an execution against the recording that it was kept with: nothing is live. A
recording that failed is kept with its run; of others, the cassette is replayed.

  --keep   puts the recording in the place of the test's cassette: from now on the test replays it,
           and fails as the run did until the agent is mended
  --force  lets --keep replace a cassette that is there

  --confirm  replays a failed recording three times as it is, and three times with another answer of
             the action that is suspected: the answer of a recording that ended well, or --answer. The
             failure is "reproduced" if it came again each time, and "confirmed" if it was gone each
             time with the other answer. After the line that failed was changed, run it again: a
             failure that is gone since is confirmed, too

Exit codes: those of vitest; of --confirm, 0 if the failure was reproduced or confirmed, 1 if not; 2
wrong usage, or no such run.
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
    if (recording === null) throw notRecorded(traceId, run)
    if (values.keep) keep(root, { run, recording }, values.force === true)
    const test = { ...run.test, project: run.project }
    const replay: Replay = (env, isQuiet) =>
      runTest(root, test, {
        attempted: `Failed to replay the run ${traceId}`,
        env: { VITEST_REPLAY: 'none', ...env },
        isQuiet,
      })
    if (values.confirm) return confirm(replay, { opened, recording, values })
    return replay(recording.keptIn === null ? {} : { [RUN_VARIABLE]: recording.keptIn }, false)
  },
}

type Replay = (env: Record<string, string>, isQuiet: boolean) => Promise<number>

const MOST_TRIALS = 100

async function confirm(
  run: Replay,
  {
    opened: { stored },
    recording,
    values,
  }: {
    opened: ReturnType<typeof openStoredRun>
    recording: FoundRecording
    values: z.infer<typeof FlagsSchema>
  },
): Promise<number> {
  const times = Number(values.times ?? 3)
  if (!Number.isInteger(times) || times < 1 || times > MOST_TRIALS)
    throw new UsageError(`--times is a number from 1 to ${MOST_TRIALS}`)
  const { confirmFailure } = await import('../runs/confirm-failure.ts')
  const { diagnosis, notes } = await confirmFailure({
    root: process.cwd(),
    stored,
    text: recording.text,
    times,
    ...(values.answer === undefined ? {} : { answer: readAnswer(values.answer) }),
    replay: (keptIn, trial) =>
      run({ [RUN_VARIABLE]: keptIn, [TRIAL_VARIABLE]: JSON.stringify(trial) }, true),
  })
  const lines = diagnosis
    ? [...renderDiagnosis(diagnosis), ...renderWalk(diagnosis), ...notes]
    : notes
  process.stdout.write(`${lines.map((line) => escapeTerminal(line)).join('\n')}\n`)
  return diagnosis && diagnosis.status !== 'observed' ? 0 : 1
}

function readAnswer(file: string): unknown {
  const text = guarded(`Failed to read the answer ${file}`, () => readFileSync(file, 'utf8'))
  return parseJson(text) ?? text
}

function notRecorded(traceId: string, run: RunReport): ReplayError {
  return new ReplayError('RUN_NOT_RECORDED', {
    attempted: `Failed to replay the run ${traceId}`,
    ...whyNotRecorded(traceId, run),
  })
}

/** A run that was cut off or refused never had a recording: there is none to be restored. */
function whyNotRecorded(traceId: string, run: RunReport): { reason: string; remedy: string } {
  const { mode, status, recordedAt, actions, test, project } = run
  if (recordedAt !== null)
    return {
      reason: 'its recording is no longer available: the cassette was recorded again or removed',
      remedy: 'Restore the cassette from git, or replay a later execution',
    }
  if (mode === 'replay')
    return {
      reason: 'it had no recording that it could replay',
      remedy: `See why: npx vitest-replay show ${traceId.slice(0, 12)}`,
    }
  const end = status === 'interrupted' ? 'it was cut off' : 'it ended'
  return {
    reason: `${end} after ${plural(actions.length, 'action')}, before there was a recording to replay`,
    remedy: `Record its test: npx vitest run ${selectTest(test.file, test.fullName, selectProject(project))}`,
  }
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
