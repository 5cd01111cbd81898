import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { readArtefact } from '../../storage/programs/artefacts.ts'
import { ProgramError } from './program-error.ts'
import { sharedState } from '../context/test-context.ts'

/** A program that is an agent. */
export interface Program {
  /** The program and its arguments. */
  command: readonly [string, ...string[]]
  cwd?: string
  env?: Record<string, string>
  /** Files that it makes, relative to its folder. */
  artefacts?: readonly string[]
}

/** The result of a program that ended well. */
export interface ProgramOutput {
  exitCode: number
  stdout: string
  stderr: string
  /** The first 50 and the last 20 lines of each file; `null` for one that is not there. */
  artefacts: Record<string, string | null>
}

/** Programs that go on; none outlives this process. */
const running = new Set<ChildProcess>()
let isGuarded = false

/** Runs a program to its end. */
export async function runProgram(program: Program, input: unknown): Promise<ProgramOutput> {
  const [file, ...args] = program.command
  // Vitest may have been started elsewhere: at the root of a workspace.
  const cwd = resolve(sharedState.file?.options.packageRoot ?? '.', program.cwd ?? '.')
  const child = spawn(file, args, { cwd, env: { ...process.env, ...program.env } })
  killAtEnd(child)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8')
    child[name].on('data', (text: string) => (output[name] += text))
  }
  // A program need not read its input.
  child.stdin.on('error', () => {})
  child.stdin.end(inputText(input))
  const { code, signal } = await new Promise<{
    code: number | null
    signal: NodeJS.Signals | null
  }>((resolveEnd, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, by) => resolveEnd({ code: exitCode, signal: by }))
  })
  const artefacts = Object.fromEntries(
    (program.artefacts ?? []).map((path) => [path, readArtefact(resolve(cwd, path))]),
  )
  if (code !== 0)
    throw new ProgramError(program.command, { ...output, code, signal, artefacts, cwd })
  return { exitCode: code, ...output, artefacts }
}

function inputText(input: unknown): string {
  if (input === undefined) return ''
  return typeof input === 'string' ? input : `${JSON.stringify(input)}\n`
}

function killAtEnd(child: ChildProcess): void {
  running.add(child)
  child.on('close', () => running.delete(child))
  if (isGuarded) return
  isGuarded = true
  process.on('exit', () => {
    for (const each of running) each.kill('SIGKILL')
  })
}
