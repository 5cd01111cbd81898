import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import type { ReplayReport } from '../../src/report.ts'
import { runInHost } from './vitest-hosts.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Where the versions come from that a project runs on: a folder with node_modules, and a Node. */
export interface Stack {
  folder: string
  node: string
}

export const developmentStack: Stack = { folder: repository, node: process.execPath }

/** The stack under test; `npm run test:stack` names another than our own. */
export const stack: Stack = process.env['VITEST_REPLAY_HOST']
  ? {
      folder: process.env['VITEST_REPLAY_HOST'],
      node: join(process.env['VITEST_REPLAY_HOST'], 'node_modules/.bin/node'),
    }
  : developmentStack

/** A copy of a fixture project, in which real Vitest runs. */
export interface Project {
  root: string
  /** Runs Vitest; never throws. `env` adds to an environment without CI. */
  vitest(args?: string[], env?: Record<string, string>): Promise<VitestResult>
  /** Runs one of the package's commands in the project. */
  command(args: string[], env?: Record<string, string>): Promise<VitestResult>
  /** Runs several of them one after the other in one process: for many calls that are not about the process. */
  commands(calls: string[][], env?: Record<string, string>): Promise<CommandResult[]>
  /** Runs another program in the project; `process.execPath` stands for the stack's Node. */
  run(command: string[], env?: Record<string, string>): Promise<VitestResult>
  read(path: string): string
  write(path: string, text: string): void
  exists(path: string): boolean
  /** Paths of the cassettes, relative to the root. */
  cassettes(): string[]
  report(): ReplayReport
  /** Copies the folder as it is, so that tests can begin with one recording; removed when the test is finished. */
  copy(): Project
}

export interface CommandResult {
  exitCode: number | null
  /** stdout and stderr, without colours, with the root as `<root>`. */
  output: string
}

export interface VitestResult extends CommandResult {
  /** Standard output alone, as it is. */
  stdout: string
}

/** On a busy machine, Vitest's five seconds are short; a test that has to time out says after how long. */
const PATIENCE = ['--testTimeout=120000', '--hookTimeout=120000']

/**
 * Copies a fixture project (or writes the given files) to a folder of its own, with the packed package installed.
 *
 * @param whenDone Takes what removes the folder; by default it is removed when the test is finished.
 * @param on The versions that it runs on.
 */
export function createProject(
  fixture: string | Record<string, string>,
  whenDone: (remove: () => void) => void = onTestFinished,
  on: Stack = stack,
): Project {
  const root = mkdtempSync(join(tmpdir(), 'vr-e2e-'))
  whenDone(() => rmSync(root, { recursive: true, force: true }))
  if (typeof fixture === 'string')
    cpSync(join(repository, 'fixtures/projects', fixture), root, { recursive: true })
  const project = openProject(root, on.node)
  if (typeof fixture !== 'string')
    for (const [path, text] of Object.entries(fixture)) project.write(path, text)
  symlinkSync(join(on.folder, 'node_modules'), join(root, 'node_modules'))
  if (!existsSync(join(root, 'package.json')))
    project.write('package.json', '{ "type": "module", "dependencies": { "openai": "*" } }\n')
  if (!existsSync(join(root, 'vitest.config.ts'))) {
    project.write(
      'vitest.config.ts',
      "import { defineConfig } from 'vitest/config'\nimport { replay } from 'vitest-replay/plugin'\n\nexport default defineConfig({ plugins: [replay()] })\n",
    )
  }
  return project
}

const BIN = 'node_modules/vitest-replay/dist/bin.js'
const CALL_COMMANDS = fileURLToPath(new URL('call-commands.mjs', import.meta.url))

function openProject(root: string, node: string): Project {
  const run = (command: string[], env: Record<string, string> = {}) =>
    spawnIn(
      root,
      command.map((word) => (word === process.execPath ? node : word)),
      env,
    )
  return {
    root,
    run,
    command: (args, env) => run([node, BIN, ...args], env),
    async commands(calls, env) {
      const bin = pathToFileURL(join(root, BIN)).href
      const { stdout, output } = await run([node, CALL_COMMANDS, bin, JSON.stringify(calls)], env)
      if (!stdout.startsWith('[')) throw new Error(output)
      const results = JSON.parse(stdout) as CommandResult[]
      return results.map((result) => ({ ...result, output: readable(result.output, root) }))
    },
    vitest(args = [], env = {}) {
      const all = [...PATIENCE, ...args]
      const hosted = runInHost({ folder: root, node, args: all, env: environmentOf(env) })
      return (
        hosted?.then(({ exitCode, stdout, output }) => ({
          exitCode,
          stdout,
          output: readable(output, root),
        })) ?? run([node, join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...all], env)
      )
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    exists: (path) => existsSync(join(root, path)),
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    // With types, a link is not followed: all of node_modules is behind one.
    cassettes: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter(({ name }) => name.endsWith('.cassette.jsonl'))
        .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
        .sort(),
    copy() {
      const copied = mkdtempSync(join(tmpdir(), 'vr-e2e-'))
      onTestFinished(() => rmSync(copied, { recursive: true, force: true }))
      cpSync(root, copied, { recursive: true, verbatimSymlinks: true })
      return openProject(copied, node)
    },
    report: () =>
      JSON.parse(readFileSync(join(root, '.vitest-replay/report.json'), 'utf8')) as ReplayReport,
  }
}

function spawnIn(
  root: string,
  [command, ...args]: string[],
  env: Record<string, string>,
): Promise<VitestResult> {
  return new Promise((resolve) => {
    const child = spawn(command!, args, {
      cwd: root,
      env: environmentOf(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let stdout = ''
    child.stdout.on('data', (data) => {
      output += String(data)
      stdout += String(data)
    })
    child.stderr.on('data', (data) => (output += String(data)))
    child.on('close', (exitCode, signal) =>
      resolve({
        exitCode,
        stdout,
        // A process that was stopped has said nothing of it.
        output: readable(signal ? `${output}\nIt was ended by ${signal}` : output, root),
      }),
    )
  })
}

/** A project runs on a developer's machine unless a test says otherwise. */
function environmentOf(env: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(CI|VITEST.*|TEST|DEV|PROD|MODE|SSR|BASE_URL|NODE_ENV|GITHUB_.*)$/.test(name),
  )
  return { ...(Object.fromEntries(inherited) as Record<string, string>), NO_COLOR: '1', ...env }
}

function readable(output: string, root: string): string {
  return stripVTControlCharacters(output).replaceAll(root, '<root>')
}
