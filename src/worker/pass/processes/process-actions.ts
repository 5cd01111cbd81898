import { processName } from '../../../core/processes/process-name.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { JsonObject } from '../../../core/json.ts'
import { callMatchable } from '../../../core/matching/asked-of.ts'
import { writtenFiles } from '../../../storage/written-files.ts'
import type { ProcessCall, ProcessInput, ProcessVerdict } from '../../context/process-call.ts'
import { workerState } from '../../context/scope.ts'
import { sourceOf } from '../../context/source-location.ts'
import type { CallOrigin } from '../../open-runs/open-run.ts'
import type { Answered, Decision } from '../decision.ts'
import type { ExitActions } from '../exit-actions.ts'
import { describePerformed } from '../describe-performed.ts'
import type { ObservedAction } from '../observed-action.ts'
import type { PassLedger } from '../pass-ledger.ts'
import type { Player } from '../player.ts'
import { recordSession } from '../mcp/mcp-recording.ts'
import { followChild } from './kept-children.ts'
import { LeftFiles } from './left-files.ts'
import {
  beginsWith,
  describeSent,
  describeSettings,
  describeStart,
  inputBeforeOutput,
  inputsOf,
  recordedSent,
  type ContentOptions,
} from './process-content.ts'
import { countProcess, ProcessGateway, type GatewayRun } from './process-gateway.ts'
import {
  ProcessRecording,
  waitingInput,
  withFiles,
  type ProcessOutcome,
} from './process-recording.ts'
import { withServedLines } from './served-lines.ts'
import { ServedChild } from './served-child.ts'
import { waitedOf } from './process-script.ts'

/** A process as it is matched. */
interface Asked {
  call: ProcessCall
  name: string
  operation: string
  start: JsonObject
}

/** The child processes of a run: they run and are recorded, or a stand-in does what was recorded. */
export class ProcessActions {
  readonly #ledger: PassLedger
  readonly #exits: Pick<ExitActions, 'decide'>
  readonly #recordings = new Map<ProcessRecording, string>()
  readonly #served = new Map<ServedChild, string>()
  readonly #files: LeftFiles
  readonly #gateway: ProcessGateway

  /** @param exits Decides on what a rule names, and on what cannot be recorded. */
  constructor(ledger: PassLedger, exits: Pick<ExitActions, 'decide'>) {
    this.#ledger = ledger
    this.#exits = exits
    this.#files = new LeftFiles(ledger.options.runName)
    this.#gateway = new ProcessGateway(ledger)
  }

  /** Opens what child processes go through, where a rule asks for it. */
  openGateway(run: GatewayRun): Promise<void> | undefined {
    return this.#gateway.open(run, this.#exits)
  }

  /** Decides on a process that is about to be started. */
  launch(call: ProcessCall, origin: CallOrigin): ProcessVerdict {
    const { policy, plan, player, root } = this.#ledger.options
    const rule = policy.find('process', call.names)
    const isReplay = plan === 'replay'
    if (rule?.effect === 'drop' && isReplay) {
      countProcess(this.#ledger, call, { effect: 'dropped', rule })
      return { kind: 'dropped' }
    }
    if (rule?.effect === 'gateway') return this.#gateway.admit(call, origin, rule)
    const isOwn = rule !== null && rule.effect !== 'serve'
    if (isOwn || call.stdio.kind === 'handed-over') {
      const handedOver = call.stdio.kind === 'handed-over' ? { because: call.stdio.reason } : {}
      const exit = { kind: 'process', names: call.names, ...(isOwn ? {} : handedOver) } as const
      return this.#exits.decide(exit, origin).kind === 'refused'
        ? { kind: 'refused' }
        : { kind: 'open', follow: followChild(call) }
    }
    if (this.#ledger.admit('process') !== 'admitted') return { kind: 'refused' }
    const asked = this.#ask(call)
    const identity = { type: 'process', name: asked.name, operation: asked.operation } as const
    const action = this.#ledger.open(origin, sourceOf(call.stack, root), identity)
    if (!player) return this.#record(call, action, asked, null)
    if (!isReplay) return this.#extend(call, action, asked)
    this.#ledger.policy.processes++
    if (call.form.kind === 'waiting') return this.#wait(action, asked, call.form.input)
    return this.#serve(call, action, asked)
  }

  /** Finds the recorded action that still waits for a process. */
  awaits(call: ProcessCall): ReturnType<Player['awaits']> {
    const input = call.form.kind === 'waiting' ? waitingInput(call.form.input) : null
    return this.#expected(this.#ask(call), input && this.#sent(input))
  }

  /** The names of processes that the end of the run waits for. */
  underWay(): string[] {
    const running = [...this.#recordings].filter(([recording]) => recording.isAwaited)
    const served = [...this.#served].filter(([child]) => child.isBusy)
    return [...running, ...served].map(([, name]) => `process "${name}"`)
  }

  /** Files what is still running when the run is over. */
  close(): void {
    this.#gateway.close()
    for (const recording of this.#recordings.keys()) recording.close()
    for (const child of this.#served.keys()) child.leave()
  }

  #ask(call: ProcessCall): Asked {
    const { root, redactor } = this.#ledger.options
    const name = redactor.name(processName({ command: call.command, root }))
    const recorded = this.#ledger.options.player?.variablesOf(name) ?? []
    const settings = describeSettings(call, recorded, this.#content)
    const start = { ...describeStart(call, this.#content), ...settings }
    return { call, name, operation: `process ${name}`, start }
  }

  get #content(): ContentOptions {
    const { root, redactor, environment } = this.#ledger.options
    return { redactor, places: { root, folders: environment?.machine.folders ?? [] } }
  }

  #sent(input: ProcessInput): JsonObject {
    return describeSent(input, this.#content)
  }

  #matchable({ operation, start }: Asked, sent: JsonObject) {
    return callMatchable(operation, inputsOf(start, sent).json)
  }

  /**
   * Finds the recorded process that was started in the same way, and is not served.
   *
   * @param sent What it was sent; `null` where that is not known yet.
   */
  #expected(asked: Asked, sent: JsonObject | null): ReturnType<Player['awaits']> {
    const { player } = this.#ledger.options
    if (!player) return null
    const candidates = sent ? [sent] : this.#candidates(asked).map(recordedSent)
    for (const one of candidates) {
      const request = player.read(asked.name, asked.operation, this.#matchable(asked, one))
      const found = player.awaits(request)
      if (found) return found
    }
    return null
  }

  /** The recorded processes of an operation that are not served. */
  #candidates({ name }: Asked): RecordedAction[] {
    const { player } = this.#ledger.options
    const unserved = new Set(player!.unserved())
    return player!.recorded.filter(
      (action) => action.type === 'process' && action.name === name && unserved.has(action.index),
    )
  }

  #record(
    call: ProcessCall,
    action: ObservedAction,
    asked: Asked,
    decision: Decision | null,
  ): ProcessVerdict {
    this.#ledger.policy.processes++
    this.#ledger.run(action, { reason: 'recorded', decision })
    const startedAt = workerState.date()
    const folder = call.cwd ?? process.cwd()
    const recording = new ProcessRecording(call, {
      content: this.#content,
      start: asked.start,
      now: () => this.#ledger.now() - action.start,
      openSession: () => recordSession(this.#ledger, this.#content, action),
      done: (outcome) => {
        this.#recordings.delete(recording)
        const files = writtenFiles(folder, startedAt)
        this.#files.announce(asked.name, files)
        this.#file(action, withFiles(outcome, files))
      },
    })
    this.#recordings.set(recording, asked.name)
    return { kind: 'recorded', tap: recording }
  }

  #file(action: ObservedAction, outcome: ProcessOutcome): void {
    const duration = this.#ledger.now() - action.start
    this.#ledger.end(action, describePerformed(action, outcome, { duration }))
  }

  /** Serves what was recorded; everything else runs, and is recorded. */
  #extend(call: ProcessCall, action: ObservedAction, asked: Asked): ProcessVerdict {
    const input = call.form.kind === 'waiting' ? this.#sent(waitingInput(call.form.input)) : null
    const expected = this.#expected(asked, input)
    const sent = expected ? recordedSent(expected.recorded) : (input ?? {})
    const decision = this.#ledger.ask(action, asked, this.#matchable(asked, sent))
    if (decision.kind === 'blocked') return this.#record(call, action, asked, decision)
    this.#ledger.policy.processes++
    this.#ledger.serve(action, { decision })
    if (call.form.kind === 'waiting') return this.#waited(decision.answer)
    return this.#play(action, asked, decision)
  }

  #wait(action: ObservedAction, asked: Asked, input: Uint8Array): ProcessVerdict {
    const decision = this.#decide(action, asked, this.#sent(waitingInput(input)))
    return decision ? this.#waited(decision.answer) : { kind: 'refused' }
  }

  #waited(answer: RecordedAction): ProcessVerdict {
    return { kind: 'waited', end: waitedOf(answer, this.#content.places) }
  }

  /** Decides on a process whose whole input is known, or assumed. */
  #decide(action: ObservedAction, asked: Asked, sent: JsonObject): Answered | null {
    const decision = this.#ledger.ask(action, asked, this.#matchable(asked, sent))
    const inputs = inputsOf(asked.start, sent)
    const content = decision.kind === 'equal' ? undefined : { inputs }
    if (decision.kind === 'blocked') {
      const what = `process "${asked.name}" with these inputs`
      this.#ledger.block(action, { decision, content, what })
      return null
    }
    const { player } = this.#ledger.options
    const recorded = player!.level(decision.recorded.inputs?.json ?? null)
    player!.headerNotes.noteVariables(recorded, player!.level(asked.start))
    player!.headerNotes.noteStart(decision.recorded, asked.call)
    this.#ledger.serve(action, { decision, content })
    return decision
  }

  #serve(call: ProcessCall, action: ObservedAction, asked: Asked): ProcessVerdict {
    const expected = this.#expected(asked, null)
    const needed = this.#inputBefore(call, asked)
    // Which of several it is depends on what it is sent first.
    if (needed > 0) return this.#play(action, asked, null, needed)
    const sent = expected ? recordedSent(expected.recorded) : {}
    const decision = this.#decide(action, asked, sent)
    if (!decision) return { kind: 'refused' }
    if (decision.answer.error)
      return { kind: 'failed', error: decision.answer.error.code ?? 'ENOENT' }
    return this.#play(action, asked, decision)
  }

  /** The whole input of a process, if it goes on as the recorded one that began so. */
  #assumed(asked: Asked, input: ProcessInput): JsonObject {
    const sent = this.#sent(input)
    if (input.isEnded) return sent
    const begun = this.#candidates(asked).map(recordedSent)
    return begun.find((recorded) => beginsWith(recorded, sent)) ?? sent
  }

  /** The input that each recorded process of this kind had before it did anything; 0 where one had none. */
  #inputBefore(call: ProcessCall, asked: Asked): number {
    const isFed = call.stdio.kind === 'known' && call.stdio.streams[0] === 'pipe'
    const needs = this.#candidates(asked).map(inputBeforeOutput)
    return isFed && needs.length > 1 ? Math.min(...needs) : 0
  }

  #play(
    action: ObservedAction,
    asked: Asked,
    decision: Answered | null,
    needed = 0,
  ): ProcessVerdict {
    const child: ServedChild = new ServedChild({
      needed,
      places: this.#content.places,
      answer: decision?.answer ?? null,
      decide: (input) => this.#decide(action, asked, this.#assumed(asked, input))?.answer ?? null,
      turnOf: (answer) => this.#ledger.options.arrivals?.turnOf(answer),
      session: { ledger: this.#ledger, content: this.#content, process: action },
      ended: (input) => {
        this.#served.delete(child)
        this.#review(action, asked, input)
      },
    })
    this.#served.set(child, asked.name)
    return { kind: 'served', process: child }
  }

  /** Decides again, by all that a served process was sent in the end. */
  #review(action: ObservedAction, asked: Asked, input: ProcessInput): void {
    const { state } = action
    if (state.kind !== 'served' || state.decision.kind === 'reclaimed') return
    const { player } = this.#ledger.options
    const sent = withServedLines(this.#sent(input), state.decision.recorded, this.#ledger)
    const decision = player!.review(state.decision, this.#matchable(asked, sent))
    const content = decision.kind === 'equal' ? undefined : { inputs: inputsOf(asked.start, sent) }
    this.#ledger.review(action, { decision, content })
  }
}
