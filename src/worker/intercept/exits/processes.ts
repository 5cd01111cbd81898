import { basename } from 'node:path'
import { currentScope } from '../../context/scope.ts'
import { nativeBinding } from './native-binding.ts'
import { standBefore } from './stand-before.ts'

interface SpawnOptions {
  file: string
  args?: readonly string[]
}

/** A program that does not exist: what is refused fails as a program does that is not installed. */
const NOWHERE = '/vitest-replay/refused'

/** Stands before all child processes: of `spawn`, `exec`, `fork`, `cluster`, and of the forms that wait. */
export function guardProcesses(): void {
  standBefore(nativeBinding('process_wrap')?.Process.prototype, 'spawn', guardSpawn)
  standBefore(nativeBinding('spawn_sync'), 'spawn', guardSpawn)
}

function guardSpawn<Method>(original: Method): Method {
  const spawn = original as (this: unknown, options: SpawnOptions) => unknown
  const guarded = function (this: unknown, options: SpawnOptions): unknown {
    const verdict = currentScope()?.leave({ kind: 'process', names: namesOf(options) })
    return spawn.call(this, verdict?.kind === 'refused' ? { ...options, file: NOWHERE } : options)
  }
  return guarded as Method
}

/** The command line, with the program's name and with its path; of a shell, the command that it is to run. */
function namesOf({ file, args = [] }: SpawnOptions): [string, ...string[]] {
  const [, ...rest] = args
  const program = file === process.execPath ? 'node' : basename(file)
  const line = [program, ...rest].join(' ')
  const whole = [file, ...rest].join(' ')
  return rest.length === 2 && rest[0] === '-c' ? [rest[1]!, line, whole] : [line, whole]
}
