import { callStack } from '../../context/call-stack.ts'
import type { ProcessVerdict, WaitedProcess } from '../../context/process-call.ts'
import { currentScope } from '../../context/scope.ts'
import { nativeBinding, systemError } from '../exits/native-binding.ts'
import { standBefore } from '../exits/stand-before.ts'
import { streamBinding } from './pipe-handle.ts'
import {
  readSpawn,
  startingNothing,
  withEnvironment,
  type SpawnArguments,
  type SpawnRequest,
} from './spawn-arguments.ts'
import { describeCall } from './spawn-call.ts'
import { endPipes, signalStandIn, StandIn } from './stand-in.ts'
import { noteSignal, startWatched, type ProcessHandle } from './watched-process.ts'
import {
  elsewhereRequest,
  elsewhereResult,
  readWaited,
  waitedResult,
  type NativeResult,
} from './waited-process.ts'

/**
 * Stands before all child processes: of `spawn`, `exec`, `fork`, `cluster`, and of the forms that wait.
 *
 * @note As low as Node allows: what stands above, which is all of `child_process`, is the same for a real process and for
 * one that is served.
 */
export function guardProcesses(): void {
  standBefore(nativeBinding('process_wrap')?.Process.prototype, 'spawn', guardSpawn)
  standBefore(nativeBinding('spawn_sync'), 'spawn', guardWaiting)
  // `process.kill` calls it by its name.
  standBefore(process, '_kill', guardKill)
}

function guardSpawn<Method>(original: Method): Method {
  const spawn = original as (this: unknown, ...args: SpawnArguments) => number
  const guarded = function (this: ProcessHandle, ...args: SpawnArguments): number {
    const request = readSpawn(args)
    const start = () => spawn.apply(this, args)
    const verdict = ask(request, false)
    if (verdict?.kind === 'refused') return spawn.apply(this, startingNothing(args))
    if (verdict?.kind === 'open') {
      const { environment } = verdict
      const pairs = environment?.(request.envPairs ?? [])
      const result = spawn.apply(this, pairs ? withEnvironment(args, pairs) : args)
      if (result === 0) verdict.follow?.(this)
      return result
    }
    if (!verdict || verdict.kind === 'waited') return start()
    if (verdict.kind === 'failed') {
      endPipes(request)
      return systemError(verdict.error)
    }
    if (verdict.kind === 'recorded') return startWatched(this, request, verdict.tap, start)
    const part = verdict.kind === 'served' ? verdict.process : SILENT
    return new StandIn(this, request, part).started
  }
  return guarded as Method
}

/** A process that succeeds, and says nothing. */
const SILENT = {
  pid: 0x7f_ff_ff_ff,
  open: () => ({
    pid: 0x7f_ff_ff_ff,
    signals: 0,
    events: [{ kind: 'exit' as const, exit: { code: 0, signal: null }, after: 0 }],
  }),
  attach: () => {},
  said: () => false,
  turn: () => undefined,
  over: () => {},
}

function guardWaiting<Method>(original: Method): Method {
  const spawn = original as (this: unknown, ...args: SpawnArguments) => NativeResult
  const guarded = function (this: unknown, ...args: SpawnArguments): NativeResult {
    const request = readSpawn(args)
    const verdict = ask(request, true)
    if (verdict?.kind === 'refused') return spawn.apply(this, startingNothing(args))
    if (verdict?.kind === 'recorded') {
      const result = spawn.apply(this, args)
      verdict.tap.waited(readWaited(result))
      return result
    }
    if (verdict?.kind === 'open' && verdict.environment && verdict.wait) {
      const envPairs = verdict.environment(request.envPairs ?? [])
      return elsewhereResult(verdict.wait(elsewhereRequest(request, envPairs)))
    }
    const end = endOf(verdict)
    return end ? waitedResult(end, request) : spawn.apply(this, args)
  }
  return guarded as Method
}

function endOf(verdict: ProcessVerdict | undefined): WaitedProcess | undefined {
  if (verdict?.kind === 'waited') return verdict.end
  const nothing = { pid: 0, code: null, signal: null, output: null, error: null }
  if (verdict?.kind === 'failed') return { ...nothing, error: verdict.error }
  return verdict?.kind === 'dropped' ? { ...nothing, code: 0, output: [] } : undefined
}

function ask(request: SpawnRequest, isWaiting: boolean): ProcessVerdict | undefined {
  const scope = currentScope()
  if (!scope) return undefined
  const call = describeCall(request, { isWaiting, stack: callStack() })
  if (!isWaiting && !streamBinding() && call.stdio.kind === 'known')
    call.stdio = { kind: 'handed-over', reason: 'this version of Node does not show its pipes' }
  return scope.launch(call)
}

function guardKill<Method>(original: Method): Method {
  const kill = original as (this: unknown, pid: number, signal: number) => number
  const guarded = function (this: unknown, pid: number, signal: number): number {
    const faked = signalStandIn(pid, signal)
    if (faked !== undefined) return faked
    const killed = kill.call(this, pid, signal)
    if (killed === 0) noteSignal(pid, signal)
    return killed
  }
  return guarded as Method
}
