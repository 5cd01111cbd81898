import { namesOf, readSpawn, type SpawnArguments } from './spawn-arguments.ts'
import { nativeBinding } from '../exits/native-binding.ts'
import { guardPipe } from './pipe-handle.ts'
import { currentScope, type RunScope, workerState } from '../../context/scope.ts'

const KEY = Symbol.for('vitest-replay.early-pipes')
const holder = globalThis as unknown as Record<symbol, true | undefined>

/**
 * Stands before child processes that are started while no run is open: a run that sends one of them something asks first.
 * They are as much outside of it as a socket that was opened earlier.
 */
export function installEarlyPipes(): void {
  const prototype = nativeBinding('process_wrap')?.Process.prototype
  if (holder[KEY] || !prototype) return
  holder[KEY] = true
  const spawn = prototype['spawn'] as unknown as (this: unknown, ...args: SpawnArguments) => number
  prototype['spawn'] = function (this: unknown, ...args: never[]): number {
    if (workerState.run.getStore() !== 'bypass' && !currentScope()) guardPipes(args as never)
    return spawn.apply(this, args as never)
  }
}

function guardPipes(args: SpawnArguments): void {
  const request = readSpawn(args)
  const names = namesOf(request)
  const admitted = new WeakSet<RunScope>()
  const decide = () => {
    const scope = currentScope()
    if (!scope || admitted.has(scope)) return 'open'
    const because = 'it was started before the run'
    const { kind } = scope.leave({ kind: 'process', names, because })
    if (kind === 'refused' || kind === 'dropped') return kind
    admitted.add(scope)
    return 'open'
  }
  for (const [fd, { handle, ipc }] of (request.stdio ?? []).entries())
    if (handle) guardPipe(handle, fd === 0, (bytes) => (ipc && isOfNode(bytes) ? 'open' : decide()))
}

/** Recognises a message by which Node itself speaks to a child process. */
function isOfNode(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).subarray(0, 13).toString() === '{"cmd":"NODE_'
}
