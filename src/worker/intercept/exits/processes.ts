import { basename } from 'node:path'
import { currentScope } from '../../context/scope.ts'
import { nativeBinding } from './native-binding.ts'
import { standBefore } from './stand-before.ts'

/** The program and its arguments, the name that it is called by first. */
interface Command {
  file: string
  args?: readonly string[] | null
}

/** One object up to Node 24.20; later versions hand over file, arguments and the rest one by one. */
type SpawnArguments = [command: Command] | [file: string, args: Command['args'], ...rest: unknown[]]

/** A program that does not exist: what is refused fails as a program does that is not installed. */
const NOWHERE = '/vitest-replay/refused'

/** Stands before all child processes: of `spawn`, `exec`, `fork`, `cluster`, and of the forms that wait. */
export function guardProcesses(): void {
  standBefore(nativeBinding('process_wrap')?.Process.prototype, 'spawn', guardSpawn)
  standBefore(nativeBinding('spawn_sync'), 'spawn', guardSpawn)
}

function guardSpawn<Method>(original: Method): Method {
  const spawn = original as (this: unknown, ...args: SpawnArguments) => unknown
  const guarded = function (this: unknown, ...args: SpawnArguments): unknown {
    const scope = currentScope()
    const verdict = scope?.leave({ kind: 'process', names: namesOf(commandOf(args)) })
    return spawn.apply(this, verdict?.kind === 'refused' ? elsewhere(args) : args)
  }
  return guarded as Method
}

function commandOf(args: SpawnArguments): Command {
  const [command, rest] = args
  return typeof command === 'string' ? { file: command, args: rest as Command['args'] } : command
}

function elsewhere(args: SpawnArguments): SpawnArguments {
  const [command, ...rest] = args
  return typeof command === 'string'
    ? ([NOWHERE, ...rest] as SpawnArguments)
    : [{ ...command, file: NOWHERE }]
}

/** The command line, with the program's name and with its path; of a shell, the command that it is to run. */
function namesOf({ file, args }: Command): [string, ...string[]] {
  const [, ...rest] = args ?? []
  const program = file === process.execPath ? 'node' : basename(file)
  const line = [program, ...rest].join(' ')
  const whole = [file, ...rest].join(' ')
  return rest.length === 2 && rest[0] === '-c' ? [rest[1]!, line, whole] : [line, whole]
}
