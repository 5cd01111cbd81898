import {
  ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
} from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { openProcesses, type Processes } from './open-processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'vr-conformance-'))
const script = (name: string, source: string) => {
  const path = join(folder, name)
  writeFileSync(path, source)
  return path
}
const SAYS = script(
  'says.cjs',
  `console.log('out'); console.error('err'); process.exitCode = Number(process.argv[2] ?? 0)`,
)
const ECHO = script(
  'echo.cjs',
  `process.stdin.on('data', (data) => process.stdout.write(String(data).toUpperCase())).on('end', () => process.stdout.write('<end>'))`,
)
const WAITS = script('waits.cjs', `console.log('ready'); setInterval(() => {}, 1000)`)
const LARGE = script('large.cjs', `process.stdout.write('x'.repeat(400_000))`)
const TALKS = script(
  'talks.cjs',
  `process.on('message', (message) => { process.send({ got: message }); if (message === 'bye') process.disconnect() })`,
)
const EARLY = script(
  'early.cjs',
  `const { spawn } = require('node:child_process'); spawn(process.execPath, ['-e', "setTimeout(() => console.log('late'), 150)"], { stdio: 'inherit', detached: true }).unref()`,
)
const node = process.execPath

/** Notes the names of events as they come. */
function watch(child: ChildProcess): string[] {
  const seen: string[] = []
  for (const name of ['spawn', 'exit', 'close', 'error', 'disconnect', 'message'])
    child.on(name, () => seen.push(name))
  child.stdout?.on('end', () => seen.push('stdout end'))
  return seen
}

interface Case {
  name: string
  /** The observations of a parent, which are the same for a real process and for its stand-in. */
  act(): Promise<unknown> | unknown
}

const CASES: Case[] = [
  {
    name: 'events come in order, with the class and the facts of a child process',
    async act() {
      const child = spawn(node, [SAYS, '3'])
      const seen = watch(child)
      const [out, error, [code, signal]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ])
      return {
        isChild: child instanceof ChildProcess,
        hasId: typeof child.pid,
        out,
        error,
        code,
        signal,
        first: seen[0],
        last: seen.at(-1),
        seen: [...seen].sort(),
        exitCode: child.exitCode,
        file: child.spawnfile === node,
        args: child.spawnargs.length,
      }
    },
  },
  {
    name: 'stdin is piped, and stdout piped on',
    async act() {
      const child = spawn(node, [ECHO])
      const input = new PassThrough()
      input.pipe(child.stdin)
      const output = child.stdout.pipe(new PassThrough())
      input.end('hello')
      return { out: await text(output), code: (await once(child, 'exit'))[0] as unknown }
    },
  },
  {
    name: 'a conversation goes to and fro',
    async act() {
      const child = spawn(node, [ECHO])
      const said: string[] = []
      for (const word of ['one\n', 'two\n']) {
        child.stdin.write(word)
        const [data] = (await once(child.stdout, 'data')) as [Buffer]
        said.push(String(data))
      }
      child.stdin.end()
      said.push(await text(child.stdout))
      return { said, code: child.exitCode ?? (await once(child, 'exit'))[0] }
    },
  },
  {
    name: 'for await reads it, with backpressure',
    async act() {
      const child = spawn(node, [LARGE])
      let length = 0
      let isEarly = false
      for await (const piece of child.stdout) {
        length += (piece as Buffer).length
        if (length < 100_000) await new Promise((resolve) => setTimeout(resolve, 5))
        isEarly ||= child.exitCode !== null && length < 300_000
      }
      return { length }
    },
  },
  {
    name: 'kill ends it by a signal',
    async act() {
      const child = spawn(node, [WAITS])
      await once(child.stdout, 'data')
      const sent = child.kill()
      const [code, signal] = (await once(child, 'exit')) as unknown[]
      return { sent, code, signal, killed: child.killed, again: child.kill() }
    },
  },
  {
    name: 'process.kill does, too',
    async act() {
      const child = spawn(node, [WAITS])
      await once(child.stdout, 'data')
      const isThere = process.kill(child.pid!, 0)
      process.kill(child.pid!, 'SIGKILL')
      const [, signal] = (await once(child, 'exit')) as unknown[]
      return { isThere, signal }
    },
  },
  {
    name: 'exit comes before close, where a stream is held open',
    async act() {
      const child = spawn(node, [EARLY], { stdio: ['ignore', 'pipe', 'ignore'] })
      const seen = watch(child)
      const out = text(child.stdout)
      await once(child, 'exit')
      const before = [...seen]
      await once(child, 'close')
      return { before, out: await out, seen }
    },
  },
  {
    name: 'maxBuffer cuts it off',
    async act() {
      const error = await promisify(execFile)(node, [LARGE], { maxBuffer: 1000 }).catch(
        (thrown: unknown) => thrown,
      )
      const { code, stdout } = error as { code: string; stdout: string }
      return { code, length: stdout.length }
    },
  },
  {
    name: 'a timeout ends it',
    async act() {
      const error = await promisify(execFile)(node, [WAITS], { timeout: 400 }).catch(
        (thrown: unknown) => thrown,
      )
      const { killed, signal, stdout } = error as Record<string, unknown>
      return { killed, signal, stdout }
    },
  },
  {
    name: 'an AbortSignal ends it',
    async act() {
      const controller = new AbortController()
      const child = spawn(node, [WAITS], { signal: controller.signal })
      await once(child.stdout, 'data')
      const error = once(child, 'error')
      const exit = new Promise((resolve) =>
        child.on('exit', (...ended: unknown[]) => resolve(ended)),
      )
      controller.abort()
      const [{ name, code }] = (await error) as [{ name: string; code: string }]
      return { name, code, exit: await exit }
    },
  },
  {
    name: 'messages go over its channel',
    async act() {
      const child = fork(TALKS, { stdio: 'ignore' })
      const seen = watch(child)
      const got: unknown[] = []
      child.on('message', (message) => {
        got.push(message)
        if (got.length === 1) child.send('bye')
      })
      child.send({ n: 1 })
      const [code] = (await once(child, 'close')) as unknown[]
      return { got, code, connected: child.connected, last: seen.at(-1), seen: [...seen].sort() }
    },
  },
  {
    name: 'a program that is not there is an error',
    async act() {
      const child = spawn('/nowhere/no-such-program', ['x'])
      const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException]
      const waited = spawnSync('/nowhere/no-such-program', ['x'])
      const seen = { pid: child.pid, ...error, message: error.message }
      return { seen, waited: (waited.error as NodeJS.ErrnoException).code, status: waited.status }
    },
  },
  {
    name: 'inherited and ignored streams are not there',
    async act() {
      const child = spawn(node, ['-e', ''], { stdio: ['ignore', 'inherit', 'ignore'] })
      const [code] = (await once(child, 'close')) as unknown[]
      return { code, stdio: child.stdio }
    },
  },
  {
    name: 'promisify(exec) resolves, and rejects with what it printed',
    async act() {
      const run = promisify(exec)
      const good = await run(`echo hello && echo oops >&2`)
      const bad = await run('echo partly; exit 7').catch((error: unknown) => error)
      const { code, stdout, cmd } = bad as Record<string, unknown>
      return { good, code, stdout, cmd }
    },
  },
  {
    name: 'the forms that wait return and throw',
    act() {
      const failed = (() => {
        try {
          return execSync('echo partly; echo why >&2; exit 4', { stdio: 'pipe', encoding: 'utf8' })
        } catch (error) {
          const { status, stdout, stderr, message } = error as Record<string, unknown>
          return { status, stdout, stderr, message }
        }
      })()
      const shouted = execFileSync(node, [ECHO], { input: 'abc', encoding: 'utf8' })
      const { status, signal, output, pid } = spawnSync(node, [SAYS, '2'], { encoding: 'utf8' })
      return { failed, shouted, status, signal, output, isStarted: pid > 0 }
    },
  },
]

describe.each(CASES)('$name', ({ act }) => {
  let real: unknown
  let processes: Processes
  test('of a real process', async () => {
    processes = openProcesses()
    real = await processes.record(act)
    expect(processes.recorded.length).toBeGreaterThan(0)
  }, 20_000)

  test('of its stand-in', async () => {
    const replayed = await processes.replay(act)
    expect(replayed.result).toEqual(real)
    expect(replayed.started).toEqual([])
    expect(replayed.treatments).toEqual(replayed.treatments.map(() => 'equal'))
  }, 20_000)
})
