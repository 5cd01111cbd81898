import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import { findVitest } from '../runs/find-vitest.ts'
import { ReplayReportSchema, type ReplayReport } from '../../core/report/schema.ts'
import { LEARN_VARIABLE } from '../../protocol/keys.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'

/** Replays tests twice, each time in processes of their own; nothing is recorded, and the user's report is left alone. */
export async function replayTwice(
  root: string,
  args: string[],
  progress: (text: string) => void,
): Promise<[ReplayReport, ReplayReport]> {
  const vitest = findVitest(root, 'Failed to find the values that vary')
  const replay = async (turn: number) => {
    progress(`replaying ${turn} of 2 ...`)
    const folder = mkdtempSync(join(tmpdir(), 'vitest-replay-learn-'))
    try {
      const output = await run(root, [vitest, 'run', '--coverage.enabled=false', ...args], folder)
      return readReport(folder, output)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return [await replay(1), await replay(2)]
}

function failed(reason: string, remedy: string, cause?: unknown): ReplayError {
  return new ReplayError(
    'LEARN_FAILED',
    { attempted: 'Failed to find the values that vary', reason, remedy },
    cause === undefined ? undefined : { cause },
  )
}

function run(root: string, args: string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', VITEST_REPLAY: 'none', [LEARN_VARIABLE]: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (data) => (output += String(data)))
    child.stderr.on('data', (data) => (output += String(data)))
    child.on('error', reject)
    child.on('close', () => resolve(output))
  })
}

function readReport(folder: string, output: string): ReplayReport {
  const file = join(folder, REPORT_FOLDER, 'report.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const said = output.trim().split('\n').slice(-15).join('\n')
    throw failed(
      'the tests replayed nothing',
      `Name a test file whose runs are recorded, and see that the plugin is in vitest.config. Vitest said:\n${said}`,
      error,
    )
  }
  return ReplayReportSchema.parse(JSON.parse(text))
}
