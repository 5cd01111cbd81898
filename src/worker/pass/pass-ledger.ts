import type { Matchable, SentText } from '../../core/matching/matchable.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import type { ToleratedPlace } from '../../core/divergence/differences/tolerance.ts'
import type { Tolerated } from '../../core/report/schema.ts'
import { answeredAt, answerTime } from '../../core/cassette/answer-time.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { ReplayError } from '../../core/errors.ts'
import type { ActionEntry } from './action-entry.ts'
import { addTolerated } from './tolerated.ts'
import type { Answered, Blocked, Decision } from './decision.ts'
import {
  NO_DIFFERENCES,
  type ActionIdentity,
  type ActionState,
  type Filed,
  type ObservedAction,
  type OutcomeDifferences,
  type RunReason,
} from './observed-action.ts'
import { explainBlocked, refusedByPolicy } from './explain-blocked.ts'
import { redactEntries } from './late/redact-entries.ts'
import { withheld } from './late/withhold.ts'
import type { CallOrigin } from '../open-runs/open-run.ts'
import type { PassOptions } from './pass-options.ts'
import { changedReadings, withChanged } from './readings/moved-in-pass.ts'
import { PolicyBook } from './policy-book.ts'
import type { PolicyRule } from '../../core/policy/policy-rule.ts'
import type { Admission } from './limits/runaway-guard.ts'
import { Timeline } from './timeline.ts'

/** The actions of one pass over an agent, and what was blocked, tolerated and is under way. Nothing else changes an action. */
export class PassLedger {
  readonly options: PassOptions
  /** Messages of requests that were blocked, in order. */
  readonly blocked: string[] = []
  /** Differences in outputs that a rule allows; the first hundred places. */
  tolerated: readonly Tolerated[] = []
  /** The first thing that could not be recorded. */
  failure: unknown
  /** The agent has returned or thrown, and what it had begun has ended. */
  isOver = false
  /** Milliseconds since the start of the run at which the agent returned. */
  returnedAt: number | null = null
  /** The failure of a replay that was not waited for any longer. */
  unended: ReplayError | undefined
  /** Grows with every event of the run. */
  progress = 0
  /** Work that the end of the pass waits for. */
  readonly underWay = {
    filing: new Set<Promise<unknown>>(),
    /** Functions that run, with the names of their actions. */
    executing: new Map<Promise<unknown>, string>(),
    /** Answers to blocked requests that are not with their clients yet. */
    blocking: new Set<unknown>(),
  }
  /** The effects that the policy had in this run. */
  readonly policy = new PolicyBook()
  readonly #timeline = new Timeline()
  #onOver: ((action: ObservedAction) => void) | undefined
  /** With `onDivergence: 'fail'`, nothing is answered after the first divergence. */
  #isStopped = false

  constructor(options: PassOptions) {
    this.options = options
  }

  /** Hands each action to an observer as it comes to its end. */
  watch(onOver: ((action: ObservedAction) => void) | undefined): void {
    this.#onOver = onOver
  }

  get actions(): readonly ObservedAction[] {
    return this.#timeline.actions
  }

  /** Milliseconds since the start of the run. */
  now(): number {
    return this.#timeline.now()
  }

  /** Notes an event of the run that is filed nowhere, such as a piece of a body. */
  touch(): void {
    this.progress++
  }

  /** Counts the blocked calls that the agent can know of. */
  countKnownBlocked(): number {
    return this.blocked.length - this.underWay.blocking.size
  }

  /** Asks the guard for one more call. */
  admit(type: ObservedAction['type']): Admission {
    return this.options.guard?.admit(this.actions, type) ?? 'admitted'
  }

  /** Opens an action, in the order of starts. */
  open(
    origin: CallOrigin,
    source: SourceLocation | null,
    identity?: ActionIdentity,
  ): ObservedAction {
    const near = this.#timeline.near(origin) ?? this.options.calledAt
    const entry = this.#timeline.open(origin, source, near, this.options.redactor.learnt)
    this.progress++
    if (identity) entry.identify(identity)
    return entry
  }

  identify({ index }: ObservedAction, identity: ActionIdentity): void {
    this.#entry(index).identify(identity)
  }

  locate({ index }: ObservedAction, source: SourceLocation | null): void {
    this.#entry(index).located = source
  }

  /** Answers a request by its text alone; `null` decides nothing. */
  askNext(operation: string, sent: SentText): Answered | null {
    return this.#isStopped ? null : this.options.player!.answerNext(operation, sent)
  }

  /** Decides how a call is answered. An answer that it reclaims is taken from the earlier action. */
  ask(
    action: ObservedAction,
    call: { name: string; operation: string },
    sent: Matchable,
  ): Decision {
    const player = this.options.player!
    const asked = player.read(call.name, call.operation, sent)
    if (this.#isStopped) return { kind: 'blocked', cause: 'stopped', ...asked, nearest: null }
    const { decision, reclaimedFrom } = player.answer(asked, {
      asker: action.index,
      body: sent.body,
    })
    if (reclaimedFrom !== null) this.#reclaim(reclaimedFrom)
    if (decision.kind !== 'mismatched' || !this.options.stopAtDivergence) return decision
    this.#isStopped = true
    return { kind: 'blocked', cause: 'diverged', ...asked, nearest: decision.recorded }
  }

  #reclaim(index: number): void {
    const entry = this.#entry(index)
    const { state } = entry
    if (state.kind === 'asked' || state.kind === 'blocked') return
    if (state.decision?.kind !== 'mismatched') return
    entry.state = { ...state, decision: { ...state.decision, kind: 'reclaimed' } }
  }

  /** Files an action whose recorded outcome is served, and counts the time until the agent had it as passed: what runs after it comes later. */
  serve({ index }: ObservedAction, { decision, content }: Filed<Answered>): void {
    const entry = this.#entry(index)
    const { answer } = decision
    this.progress++
    // The messages of a WebSocket are known when they are sent.
    if (!answer.websocket) this.options.player!.addServed(answer)
    this.#timeline.advance(answer.start + (answer.process?.protocol ? 0 : answerTime(answer)))
    const fresh = { ...answer, index, parent: entry.parent }
    entry.state = { kind: 'served', decision, fresh, content }
    this.#onOver?.(entry)
    this.#write(fresh)
  }

  /** Files the decision on an action that was served before its request was whole. */
  review({ index }: ObservedAction, { decision, content }: Filed<Answered>): void {
    const entry = this.#entry(index)
    if (entry.state.kind !== 'served') return
    entry.state = { ...entry.state, decision, content }
    this.#timeline.advance(answeredAt(decision.answer))
    if (decision.kind === 'mismatched') this.#diverged()
  }

  /** Files an action that starts to run. */
  run(
    { index }: ObservedAction,
    { reason, decision, content }: Filed<Decision | null> & { reason: RunReason },
  ): void {
    this.#entry(index).state = { kind: 'running', reason, decision, content }
  }

  /** Files an action that has run to its end. */
  end(
    { index }: ObservedAction,
    fresh: RecordedAction,
    differences: OutcomeDifferences = NO_DIFFERENCES,
  ): void {
    const entry = this.#entry(index)
    const { state } = entry
    this.progress++
    if (state.kind !== 'running') return
    entry.state = { ...state, kind: 'ran', fresh, differences }
    if (differences.output.length > 0) this.#diverged()
    this.#onOver?.(entry)
    this.#write(fresh)
  }

  /** Files readings of the journal that stand in another one's place: which they are is known once the agent reads no more. */
  reviewReadings(): void {
    for (const entry of this.#timeline.actions)
      entry.state = withChanged(entry.state, changedReadings(this.options, entry.volatile))
  }

  /**
   * Files a call that is not answered.
   *
   * @param what The call in words.
   * @returns The reason, for whoever made it.
   */
  block(
    { index }: ObservedAction,
    { decision, content, what }: Filed<Blocked> & { what: string },
  ): string {
    const message = withheld(explainBlocked(what, decision, this.options), content, this.options)
    this.#miss(message)
    this.#close(index, { kind: 'blocked', decision, error: { name: 'Blocked', message }, content })
    return message
  }

  /** Files a call that is refused, by a rule of the user or because no recording can answer it. */
  refuse({ index }: ObservedAction, reason: string, rule: PolicyRule | null = null): void {
    this.#miss(reason)
    const code = rule && rule.origin !== 'built-in' ? { code: 'REFUSED_BY_POLICY' } : {}
    const error = { name: 'Blocked', message: reason, ...code }
    this.#close(index, { kind: 'blocked', decision: null, error, content: undefined })
    if (this.options.plan === 'replay') return
    this.failure ??= refusedByPolicy(this.options.runName, reason)
  }

  /** Files a call of a model that the guard does not allow any more, and returns the reason. */
  stopModel({ index }: ObservedAction): string | undefined {
    const { message, code } = this.options.guard?.stopModel?.(this.actions) ?? {}
    if (message === undefined) return undefined
    const error = { name: 'Blocked', message, ...(code && { code }) }
    this.#close(index, { kind: 'blocked', decision: null, error, content: undefined })
    return message
  }

  /** Lists differences that a rule allows: nothing is allowed without a trace. */
  tolerate(action: string, places: readonly ToleratedPlace[]): void {
    if (places.length > 0) this.tolerated = addTolerated(this.tolerated, action, places)
  }

  /** Replaces the secrets that were not known when an action was captured. Returns `true` where there were any. */
  redactAgain(): boolean {
    return redactEntries(this.#timeline.actions, this.options)
  }

  /** Makes the end of the run wait for work. */
  track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => this.underWay.filing.delete(tracked))
    this.underWay.filing.add(tracked)
  }

  /** Waits until what is over is filed. */
  async filed(): Promise<void> {
    const { filing } = this.underWay
    while (filing.size > 0) await Promise.all(filing)
  }

  /** Makes the end of the run wait for a function that runs, for a while: the agent may not have. */
  executing(work: Promise<unknown>, name: string): void {
    const forget = () => this.underWay.executing.delete(work)
    this.underWay.executing.set(work, name)
    void work.then(forget, forget)
  }

  #entry(index: number): ActionEntry {
    return this.#timeline.actions[index]!
  }

  #close(index: number, state: Extract<ActionState, { kind: 'blocked' }>): void {
    const entry = this.#entry(index)
    entry.state = state
    this.#onOver?.(entry)
  }

  #diverged(): void {
    if (this.options.stopAtDivergence && this.options.player) this.#isStopped = true
  }

  /** Remembers a call that was blocked: the test fails at its end, whoever swallows the error. */
  #miss(message: string): void {
    this.blocked.push(message)
    if (this.blocked.length === 1) this.options.onMissed?.(this.blocked)
    this.#diverged()
  }

  /** Hands an action that is over to the file. */
  #write(fresh: RecordedAction): void {
    if (this.options.plan === 'replay') return
    try {
      this.options.onRecorded?.(fresh)
    } catch (error) {
      this.failure ??= error
    }
  }
}
