import { workerState } from '../context/scope.ts'
import { enterWorld } from '../environment/cover/enter-world.ts'
import { coverNodeHttp } from '../intercept/node-http.ts'
import { closeSockets } from '../intercept/sockets.ts'
import { installUndici } from '../intercept/undici.ts'
import { callAction, wrapTargets } from './actions.ts'
import { ActiveRun, passInProgress } from './active-run.ts'
import type { AgentPass } from './agent-pass.ts'
import type { PassOptions } from './pass-ledger.ts'
import type { Agent } from '../prepare/agent.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'

/** Runs the agent once, from first call to last. */
export async function runPass(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  options: PassOptions,
): Promise<AgentPass> {
  const run = new ActiveRun(options)
  passInProgress.set(prepared.contents, run)
  const input = prepared.options.input
  const step = <Output>(name: string, work: () => Output): Output =>
    callAction(name, { type: 'step', replay: 'execute' }, work, []) as Output
  installUndici()
  closeSockets()
  const uncoverNodeHttp = coverNodeHttp()
  const restore = wrapTargets(prepared.options.actions ?? {}, run)
  const leaveWorld = enterWorld(options)
  const started = workerState.now()
  const { guard } = options
  let outcome: AgentPass['outcome']
  let work: unknown
  let blockedBeforeEnd = 0
  try {
    // Each pass has an input of its own: an agent may change what it is given.
    const given = input === undefined ? undefined : cloneInput(input)
    work = run.within(null, () => agent(given, { step }))
    outcome = { output: await (guard ? guard.whileItLasts(work) : work) }
  } catch (error) {
    outcome = { error: error ?? new Error('the agent threw undefined') }
  } finally {
    blockedBeforeEnd = run.blocked.length
    if (guard?.error) {
      outcome = { error: guard.error }
      // It may go on behind our back: what it calls stays closed.
      void Promise.resolve(work).then(restore, restore)
    } else restore()
    await run.finish()
    leaveWorld()
    uncoverNodeHttp()
  }
  const duration = Math.round((workerState.now() - started) * 1000) / 1000
  return { run, outcome, blockedBeforeEnd, duration }
}

function cloneInput(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return input
  }
}
