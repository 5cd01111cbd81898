import { bodyContent } from '../../../core/cassette/body.ts'
import type { Expectation, OpenRun, PendingCall } from '../../open-runs/open-run.ts'
import type { CallActions } from '../call-actions.ts'
import type { HttpActions } from '../http-actions.ts'
import type { ProcessActions } from '../processes/process-actions.ts'

interface ActionsOfRun {
  http: HttpActions
  calls: CallActions
  processes: ProcessActions
}

/** Finds the recorded action that a run still waits for and that a call would be answered by; `null` where there is none. */
export function expectationOf(
  call: PendingCall,
  run: OpenRun,
  { http, calls, processes }: ActionsOfRun,
): Expectation | null {
  if (call.kind === 'exit') return null
  const named = call.kind === 'function' ? call.namedBy(run) : null
  if (call.kind === 'function' && !named) return null
  const found = named
    ? calls.awaits(named.name, named.options, named.inputs)
    : call.kind === 'http'
      ? http.awaits(call.call, call.body)
      : call.kind === 'process'
        ? processes.awaits(call.call)
        : null
  if (!found) return null
  const { outputs, error, response } = found.recorded
  const answer = [outputs, error, response?.status, bodyContent(response?.body)]
  return { kind: found.kind, answer: JSON.stringify(answer) }
}
