import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { ProcessCall, RunningHandle } from '../../context/process-call.ts'
import { bypassing } from '../../context/scope.ts'
import { override } from '../../intercept/processes/pipe-handle.ts'

/** The process that ends the child processes of this one, where this one is killed and can do nothing itself. */
let keeper: ChildProcess | undefined

/** Makes a child process end with this one. */
export function keepChild(pid: number): void {
  keeper ??= startKeeper()
  tell(`+${pid}`)
}

/** Makes a process that is not on its own end with this one, by its native handle. */
export function followChild({ settings }: Pick<ProcessCall, 'settings'>) {
  return (handle: RunningHandle): void => {
    const { pid } = handle
    if (pid === undefined || isDetached(settings)) return
    keepChild(pid)
    override(handle, 'onexit', (original, args) => {
      releaseChild(pid)
      return original.apply(handle, args)
    })
  }
}

/** @note Started to outlive this process, it does. */
export function isDetached(settings: readonly string[]): boolean {
  return settings.includes('detached')
}

/** Forgets a child process that has ended: another one may get its id. */
export function releaseChild(pid: number): void {
  if (keeper) tell(`-${pid}`)
}

function tell(line: string): void {
  keeper!.stdin!.write(`${line}\n`)
}

/** @note In a group of its own: a signal to that of this process is not for it. */
function startKeeper(): ChildProcess {
  const file = fileURLToPath(new URL('./keeper.cjs', import.meta.url))
  const env = { ...process.env, NODE_OPTIONS: '' }
  return bypassing(() => {
    const started = spawn(process.execPath, [file], {
      detached: true,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
      windowsHide: true,
    })
    // Without it, the child processes outlive this one, as they would anyway.
    started.on('error', () => {})
    started.stdin.on('error', () => {})
    started.unref()
    ;(started.stdin as unknown as Socket).unref()
    // A process that ends by itself leaves behind what it wants to.
    process.once('exit', () => started.kill('SIGKILL'))
    return started
  })
}
