import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { ReplayError } from '../core/errors.ts'

/** The result of a finished git process. */
interface GitResult {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * The messages of git are parsed, so they have to be in English; a prompt for a password would wait
 * for ever.
 */
const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
}

/** Starts git in a folder; the caller reads its output. */
export function spawnGit(cwd: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], {
    cwd,
    env: { ...process.env, ...ENVIRONMENT },
    stdio: 'pipe',
    windowsHide: true,
  })
}

/**
 * Runs git in a folder. That it fails is a result; that it cannot be run, or finds no repository,
 * is an error.
 *
 * @param attempted The operation, as the first sentence of an error.
 */
export async function runGit(
  cwd: string,
  args: readonly string[],
  attempted: string,
): Promise<GitResult> {
  const child = spawnGit(cwd, args)
  const out: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.on('data', (data: Buffer) => errors.push(data))
  child.stdin.on('error', () => {})
  child.stdin.end()
  const [code] = await closed(child, attempted)
  const stderr = Buffer.concat(errors).toString('utf8').trim()
  if (code !== 0) refuse(stderr, cwd, attempted)
  return { code, stdout: Buffer.concat(out).toString('utf8'), stderr }
}

/** Waits until git has ended. Throws a `ReplayError` if git could not be started. */
export async function closed(
  child: ChildProcessWithoutNullStreams,
  attempted: string,
): Promise<[number | null]> {
  try {
    return (await once(child, 'close')) as [number | null]
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ReplayError(
      code === 'ENOENT' ? 'GIT_MISSING' : 'GIT_FAILED',
      {
        attempted,
        reason:
          code === 'ENOENT'
            ? 'git cannot be run: it is not installed, or not on the PATH'
            : message,
        remedy: 'Install git, or compare two folders or report.json files instead of a git:<ref>',
      },
      { cause: error },
    )
  }
}

function refuse(stderr: string, cwd: string, attempted: string): void {
  if (/not a git repository/i.test(stderr))
    throw new ReplayError('GIT_NO_REPOSITORY', {
      attempted,
      reason: `${cwd} is not in a git repository`,
      remedy:
        'Run it in a clone, or name what to compare with: vitest-replay compare <base> [head], each a report.json or a folder',
    })
  if (/dubious ownership/i.test(stderr))
    throw new ReplayError('GIT_NO_REPOSITORY', {
      attempted,
      reason: 'git does not trust the repository: its folder belongs to another user',
      remedy: `Trust it with: git config --global --add safe.directory ${cwd}`,
    })
}

/** Creates the error for a failure of git, in git's own words. */
export function gitFailed(attempted: string, stderr: string): ReplayError {
  return new ReplayError('GIT_FAILED', {
    attempted,
    reason: stderr.split('\n')[0]!.replace(/^fatal: /, '') || 'git failed without a message',
    remedy: 'Check the repository with: git fsck',
  })
}
