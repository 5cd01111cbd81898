import { answeredAt } from '../../core/cassette/answer-time.ts'
import type { ReadBodies } from '../../core/cassette/describe-value.ts'
import { FINAL_OUTPUT } from '../../core/matching/match-rules.ts'
import { holdsBodies, readBodies } from '../begun/read-bodies.ts'
import { lastMoment } from '../begun/run-work.ts'
import { contextScope, workerState } from '../context/scope.ts'
import { standInForCredentials } from '../environment/credential-stand-ins.ts'
import { coverPass } from '../environment/cover/cover-pass.ts'
import { coverNodeHttp } from '../intercept/node-http.ts'
import { closeEarlyThreads } from '../intercept/threads/thread-book.ts'
import { closeExits } from '../intercept/exits/close-exits.ts'
import { guardProcesses } from '../intercept/processes/guard-processes.ts'
import { installUndici } from '../intercept/undici.ts'
import { callStep } from '../wrap/actions.ts'
import { callApproval } from '../wrap/approvals.ts'
import { wrapTargets } from '../wrap/wrap-targets.ts'
import { loadClasses } from './outputs/load-classes.ts'
import { ActiveRun } from './active-run.ts'
import type { AgentPass } from './agent-pass.ts'
import type { ObservedAction } from './observed-action.ts'
import { PassLedger } from './pass-ledger.ts'
import type { PassOptions } from './pass-options.ts'
import { returned, threw, type PassOutcome } from './pass-outcome.ts'
import { listenToPrinting, redactPrinting, type Printed } from '../open-runs/printed.ts'
import { round } from './timeline.ts'
import type { Agent } from '../prepare/agent.ts'
import { handedResources } from '../prepare/handed-resources.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'

/** Whatever wants to know of a pass while it goes on. */
export interface PassObserver {
  /** Receives each action as it comes to its end. */
  over?: ((action: ObservedAction) => void) | undefined
  printed(printed: Printed): void
  /** Receives a remark of the agent. */
  noted(text: string, parent: number | null): void
  scored(name: string, value: number): void
}

/** Follows a pass over an agent from its start, for whoever reports a run before it ends. */
export type FollowPass = (ledger: PassLedger) => PassObserver | undefined

/** Runs the agent once, from first call to last. */
export async function runPass(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  options: PassOptions,
  follow: FollowPass,
): Promise<AgentPass> {
  const loading = loadClasses(options.player?.recorded ?? [], prepared.context.file)
  if (loading) options.classes = await loading
  const ledger = new PassLedger(options)
  const run = new ActiveRun(ledger, { test: prepared.context, runId: prepared.runId })
  const observer = follow(ledger)
  ledger.watch(observer?.over)
  const { guard, redactor } = options
  prepared.context.redactor = redactor
  redactPrinting(prepared.context)
  const step = <Output>(name: string, work: () => Output): Output =>
    callStep(run, name, work) as Output
  const note = (text: string) => observer?.noted(text, contextScope()?.parent ?? null)
  const score = (name: string, value: number) => observer?.scored(name, value)
  const requestApproval = <Answer>(name: string, request: unknown) =>
    callApproval(run, prepared, { name, request }) as Promise<Answer>
  const resources = handedResources(prepared.options.resources ?? {})
  const context = { step, note, score, resources, requestApproval }
  installUndici()
  closeExits()
  guardProcesses()
  const uncoverNodeHttp = coverNodeHttp()
  const restore = wrapTargets(prepared.options.actions ?? {}, run)
  const opening = run.open({ isAlone: options.isAlone ?? false })
  if (opening) await opening
  const connecting = run.openGateway()
  if (connecting) await connecting
  const withdraw = options.credentials && standInForCredentials(options.credentials)
  const uncover = coverPass(options)
  const { policy } = options
  const openThreads = closeEarlyThreads((names) => policy.find('worker', names)?.effect === 'pass')
  const stopListening = observer && listenToPrinting(run, (text) => observer.printed(text))
  const started = workerState.now()
  const startedAt = workerState.date()
  let end: { output: unknown } | { error: unknown }
  let work: unknown
  let bodies: ReadBodies | undefined
  let blockedBeforeEnd: number | undefined
  let duration = 0
  const countBlocked = () => void (blockedBeforeEnd ??= ledger.countKnownBlocked())
  try {
    // Each pass has an input of its own: an agent may change it.
    const input = cloneInput(prepared.options.input)
    work = run.within(null, () => agent(input, context))
    // First of all: what the agent left behind goes on while others wait for its end.
    if (work instanceof Promise) void work.then(countBlocked, countBlocked)
    end = { output: await (guard ? guard.whileItLasts(work) : work) }
    if (options.plan !== 'replay' || holdsBodies(options.recordedOutput)) {
      const { output } = end
      const until = Math.min(
        workerState.now() + options.afterReturn,
        lastMoment(prepared.context.deadline),
      )
      bodies = await run.within(null, () => readBodies(output, until))
    }
  } catch (error) {
    end = { error: error ?? new Error('the agent threw undefined') }
  } finally {
    countBlocked()
    if (guard?.error) end = { error: guard.error }
    duration = workerState.now() - started
    // A failure that is not kept is reported at once.
    const { take, options: own } = prepared
    const isKept = 'output' in end! || options.plan === 'replay' || own.expectError || !!take
    await run.finish({ isKept })
    ledger.reviewReadings()
    // An agent that ran away may go on behind our back: what it calls stays closed.
    if (guard?.error) void Promise.resolve(work).then(restore, restore)
    else restore()
    stopListening?.()
    uncover()
    withdraw?.()
    openThreads()
    uncoverNodeHttp()
  }
  const endedAt = workerState.date()
  // Actions that the agent had begun belong to the run.
  if (options.plan !== 'replay')
    for (const { fresh } of ledger.actions)
      duration = Math.max(duration, fresh ? answeredAt(fresh) : 0)
  const outcome: PassOutcome =
    'error' in end
      ? threw(end.error, redactor)
      : returned(end.output, redactor, { bodies, recorded: options.recordedOutput })
  if ('output' in end) options.player?.headerNotes.unseen.noteUnread(FINAL_OUTPUT, end.output, '$')
  const beside = [...run.beside].sort()
  duration = round(duration)
  return {
    ledger,
    outcome,
    blockedBeforeEnd: blockedBeforeEnd!,
    duration,
    startedAt,
    endedAt,
    beside,
  }
}

function cloneInput(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return input
  }
}
