import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The state of a process; `started` distinguishes it from an earlier one with the same id, where that is known. */
export type ProcessState = { kind: 'gone' } | { kind: 'alive'; started?: string }

/** Looks at a process. A zombie, which only waits for its parent to notice its end, is gone. */
export function processState(pid: number): ProcessState {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // It belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return { kind: 'gone' }
  }
  return process.platform === 'linux' ? stateInProc(pid) : stateByPs(pid)
}

/** Returns `true` if a process goes on that had this id and this start, as far as they are known. */
export function isAlive(pid: number, started: unknown): boolean {
  const found = processState(pid)
  if (found.kind === 'gone') return false
  return started === undefined || found.started === undefined || found.started === started
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function stateInProc(pid: number): ProcessState {
  const stat = read(`/proc/${pid}/stat`)
  // Hidden from this user, or gone by now; the latter is seen at the next look.
  if (stat === undefined) return { kind: 'alive' }
  // The second field is the name of the program in parentheses, and may have spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return { kind: 'gone' }
  const boot = read('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? ''
  return { kind: 'alive', started: `${boot} ${fields[19]}` }
}

function stateByPs(pid: number): ProcessState {
  if (process.platform === 'win32') return { kind: 'alive' }
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options).trim()
    if (text.startsWith('Z')) return { kind: 'gone' }
    return { kind: 'alive', started: text.replace(/^\S+\s+/, '') }
  } catch {
    return { kind: 'alive' }
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
