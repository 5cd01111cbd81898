import { readCall } from '../context/broken-body.ts'
import { refusedSocket } from '../context/refused-socket.ts'
import type { HttpCall, HttpVerdict, ResponseTap } from '../context/http-call.ts'
import { blockedAnswer } from '../../core/replay/blocked-answer.ts'
import type { Caller, OpenRun, Owner, PassScope } from './open-run.ts'
import { ownerOf } from './open-runs.ts'

/** Watches an exchange that belongs to no run. */
const NO_TAP: ResponseTap = { head() {}, information() {}, chunk() {}, end() {}, fail() {} }

/** Makes the scope of code whose calls have to be looked at before it is known which open run they belong to. */
export function undecidedScope(caller: Caller, open: OpenRun): PassScope {
  const { transport, passes, connections } = open.attributing
  return {
    caller,
    transport,
    passes,
    ...(connections ? { connections } : {}),
    phase: 'open',
    parent: null,
    http: (call) => routeRequest(call, caller),
    leave: (exit) => {
      const owner = ownerOf({ kind: 'exit' }, caller)
      if (owner.kind === 'none') return { kind: 'open' }
      const runs = owner.kind === 'run' ? [owner.run] : owner.candidates
      const verdicts = runs.map(({ attributing }) => attributing.leave(exit))
      return verdicts.find(({ kind }) => kind !== 'open') ?? { kind: 'open' }
    },
    socket: (call) => {
      const owner = ownerOf({ kind: 'exit' }, caller)
      const { socket } = owner.kind === 'run' ? owner.run.attributing : {}
      if (owner.kind === 'none' || owner.kind === 'run') return socket?.(call) ?? { kind: 'open' }
      const what = `the WebSocket ${JSON.stringify(call.url)}`
      return { kind: 'served', socket: refusedSocket(refuseUncertain(owner, what, call.stack)) }
    },
    launch: (call) => {
      const owner = ownerOf({ kind: 'process', call }, caller)
      if (owner.kind === 'none') return { kind: 'open' }
      if (owner.kind === 'run') return owner.run.attributing.launch(call)
      refuseUncertain(owner, `the child process ${JSON.stringify(call.names[0])}`, call.stack)
      return { kind: 'refused' }
    },
  }
}

/** Hands a request to the run that it belongs to. */
export async function routeRequest(call: HttpCall, caller: Caller): Promise<HttpVerdict> {
  const { call: read, body, broken } = await readCall(call)
  const owner = ownerOf({ kind: 'http', call: read, body }, caller)
  if (owner.kind === 'run') return owner.run.http(read, owner.origin)
  if (owner.kind === 'none')
    return broken ? { kind: 'broken', error: broken.cause } : { kind: 'live', body, tap: NO_TAP }
  const reason = refuseUncertain(owner, `${call.method.toUpperCase()} ${call.url}`, call.stack)
  return { kind: 'respond', body, response: blockedAnswer(call.url, reason) }
}

/** Refuses a call in every run that it may belong to, and returns the reason. */
export function refuseUncertain(
  { kind, candidates }: Extract<Owner, { kind: 'uncertain' | 'leftover' }>,
  what: string,
  stack: string | undefined,
): string {
  const names = candidates.map(({ name }) => `"${name}"`).join(' and ')
  const reason =
    kind === 'leftover'
      ? `it was made by an earlier pass over the agent of ${names}, which had returned by then: what an agent starts has to end before it returns`
      : `it was made outside of every run's async context (a shared queue, pool or timer) while ${names} were open, and the recordings do not tell which of them it belongs to; run these tests one after the other, without "concurrent"`
  for (const run of candidates) run.refuse(what, reason, stack)
  return `${what}: ${reason}`
}
