import { fork, type ChildProcess } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A run of Vitest in a folder, as its command line would be called there. */
export interface HostedRun {
  folder: string
  node: string
  args: string[]
  env: Record<string, string>
}

interface HostedResult {
  exitCode: number
  stdout: string
  /** stdout and stderr, in the order in which they were written. */
  output: string
}

interface Host {
  child: ChildProcess
  busy: boolean
  runs: number
}

const SCRIPT = fileURLToPath(new URL('vitest-host.mjs', import.meta.url))
/** A process keeps a part of what each run loaded. */
const RUNS_PER_HOST = 80
/**
 * Read when Vitest and Node are loaded, not when a run begins: a run with one of them gets a process of its own. Those of
 * GitHub's runners are read when a run begins.
 */
const READ_AT_START =
  /^(?:FORCE_COLOR|NODE_.*|TZ|LANG|LC_.*|DEBUG|HOME|USERPROFILE|XDG_.*|TMPDIR|PATH)$/

const hosts = new Map<string, Host>()

/**
 * Runs Vitest in a process that has loaded it already.
 *
 * @returns Nothing where the run needs a process of its own: one with an environment that is read at the start, or a second
 *   one at the same time.
 */
export function runInHost(run: HostedRun): Promise<HostedResult> | undefined {
  const own = Object.keys(run.env).some(
    (name) => READ_AT_START.test(name) && run.env[name] !== process.env[name],
  )
  if (own) return undefined
  const vitest = realpathSync(join(run.folder, 'node_modules/vitest'))
  const key = JSON.stringify([vitest, run.node, !!run.env['CI']])
  const host = hosts.get(key) ?? startHost(run)
  hosts.set(key, host)
  if (host.busy) return undefined
  host.busy = true
  return ask(host, run).finally(() => {
    host.busy = false
    if (++host.runs < RUNS_PER_HOST && host.child.connected) return
    hosts.delete(key)
    if (host.child.connected) host.child.disconnect()
  })
}

function startHost({ folder, node, env }: HostedRun): Host {
  const child = fork(SCRIPT, [realpathSync(join(folder, 'node_modules/vitest'))], {
    execPath: node,
    execArgv: [],
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // It ends with the worker that started it.
  child.unref()
  child.channel?.unref()
  return { child, busy: false, runs: 0 }
}

function ask({ child }: Host, { folder, args, env }: HostedRun): Promise<HostedResult> {
  return new Promise((resolve, reject) => {
    child.channel?.ref()
    const settle = () => {
      child.channel?.unref()
      child.off('message', onMessage).off('exit', onExit)
    }
    const onMessage = (message: unknown) => {
      if (message === 'ready') return
      const { exitCode, printed } = message as {
        exitCode: number
        printed: Array<['stdout' | 'stderr', string]>
      }
      settle()
      const of = (wanted: RegExp) =>
        printed.flatMap(([stream, text]) => (wanted.test(stream) ? [text] : [])).join('')
      resolve({ exitCode, stdout: of(/stdout/), output: of(/./) })
    }
    const onExit = (code: number | null, signal: string | null) => {
      settle()
      reject(new Error(`The process that runs Vitest ended with ${signal ?? code}`))
    }
    child.on('message', onMessage).on('exit', onExit)
    child.send({ root: folder, args, env })
  })
}
