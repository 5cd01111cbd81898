import type { Matchable } from '../../core/matching/matchable.ts'
import type { ToleratedPlace } from '../../core/divergence/differences/tolerance.ts'
import { describeDifference } from '../../core/words/text-diff.ts'
import { type ObservedAction, Timeline } from './observed-action.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { ToleranceRule } from '../../core/divergence/differences/tolerance-rules.ts'
import type { RuleSet } from '../../core/matching/match-rules.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import type { ReplayResponse } from '../context/http-call.ts'
import type { OtherMachine } from '../environment/other-machine.ts'
import type { RunEnvironment } from '../environment/run-environment.ts'
import type { ArrivalOrder } from './arrival-order.ts'
import type { Player } from './player.ts'
import type { Admission, RunawayGuard } from './runaway-guard.ts'

/** How one pass over an agent is carried out. */
export interface PassOptions {
  plan: 'record' | 'replay' | 'extend'
  runName: string
  /** Source locations are relative to it. */
  root: string
  redactor: Redactor
  /** The recording that answers; absent while recording. */
  player?: Player
  /** Told of each action as soon as it is over, for the file. */
  onRecorded?(action: RecordedAction): void
  /** Header names that count in matching. */
  headers: readonly string[]
  rules: RuleSet
  passthrough(url: string): boolean
  live: readonly string[]
  stopAtDivergence: boolean
  /** Ends a replay that goes on and on. */
  guard?: RunawayGuard
  /** Told of the first call that is blocked. */
  onMissed?(missed: readonly string[]): void
  /** The clock and chance of the run; absent where they are left alone. */
  environment?: RunEnvironment
  /** An IANA name, where it is not the machine's. */
  timezone?: string | undefined
  locale?: string
  /** Which reads of local time there are is looked into, with this zone at those that vary. */
  tracedZone?: string
  /** The machine that the run seems to be on. */
  machine?: OtherMachine
  /** When which recorded answer comes; absent while recording. */
  arrivals?: ArrivalOrder
  /** Cuts streams elsewhere. */
  cut?(response: ReplayResponse): ReplayResponse
  /** What may differ in outputs. */
  compare: { output: ToleranceRule[]; actions: Map<string, ToleranceRule[]> }
}

const MAX_TOLERATED = 100

/** What is known of one pass over an agent: its actions, and what was blocked, tolerated and is under way. */
export class PassLedger {
  readonly timeline = new Timeline()
  readonly options: PassOptions
  /** Messages of requests that were blocked, in order. */
  readonly blocked: string[] = []
  /** What differs in outputs, and was allowed to; the first hundred places. */
  readonly tolerated: Array<ToleratedPlace & { action: string }> = []
  /** The first thing that could not be recorded. */
  failure: unknown
  /** Whether the agent has come to its end. */
  isOver = false
  /** What the end of the pass waits for. */
  readonly underWay = {
    filing: new Set<Promise<unknown>>(),
    executing: new Set<Promise<unknown>>(),
  }

  constructor(options: PassOptions) {
    this.options = options
  }

  /** Whether one more call may be made. */
  admit(): Admission {
    return this.options.guard?.admit(this.timeline) ?? 'admitted'
  }

  /** With `onDivergence: 'fail'`, nothing is answered any more. */
  diverged(): void {
    if (this.options.stopAtDivergence && this.options.player) this.options.player.stopped = true
  }

  /** Remembers a call that was blocked: the test fails at its end, whoever swallows the error. */
  miss(message: string): void {
    this.blocked.push(message)
    if (this.blocked.length === 1) this.options.onMissed?.(this.blocked)
    this.diverged()
  }

  /** Notes what a rule took as equal: nothing is equal in silence. */
  tolerate(action: string, places: readonly ToleratedPlace[]): void {
    for (const place of places)
      if (this.tolerated.length < MAX_TOLERATED) this.tolerated.push({ action, ...place })
  }

  /** Finds the recorded action that answers. */
  ask(action: ObservedAction, asked: Matchable): RecordedAction | null {
    return this.options.player!.answer(action, asked, {
      stopAtDivergence: this.options.stopAtDivergence,
      findAsker: (index) => this.timeline.actions[index],
    })
  }

  /** Whether the user wants this action to be real. */
  isLive(action: ObservedAction): boolean {
    return this.options.live.includes(action.type) || this.options.live.includes(action.name)
  }

  /** Takes a recorded action over, with its place in time: what follows it live comes after it. */
  takeOver(action: ObservedAction, recorded: RecordedAction): void {
    this.options.player!.addServed(recorded)
    this.timeline.advance(recorded.start + recorded.duration)
    action.fresh = { ...recorded, index: action.index, parent: action.parent }
    this.recorded(action)
  }

  /** Remembers a blocked action, and says why it is one. */
  explainBlocked(action: ObservedAction, what: string): string {
    const { nearest, stopped } = this.options.player!
    const differences =
      nearest && action.matchable ? this.options.player!.differences(action.matchable, nearest) : []
    const paths = differences.slice(0, 2).map(describeDifference)
    const near = nearest
      ? `; the nearest recorded action is ${nearest.index} (${nearest.name})${paths.length > 0 ? `, which differs in ${paths.join(', ')}` : ', which was served already'}`
      : '; the cassette holds no such operation'
    const message =
      stopped && !nearest
        ? `${what} was not answered: "${this.options.runName}" stopped at its first divergence (option "onDivergence")`
        : `${what} is not in the cassette of "${this.options.runName}"${near}`
    this.miss(message)
    action.error = { name: 'Blocked', message }
    return message
  }

  /** Files an action that is over. */
  recorded(action: ObservedAction): void {
    if (this.options.plan === 'replay') return
    try {
      this.options.onRecorded?.(action.fresh!)
    } catch (error) {
      this.failure ??= error
    }
  }

  /** Has the run's end wait for work. */
  track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => this.underWay.filing.delete(tracked))
    this.underWay.filing.add(tracked)
  }

  /** Has a replay's end wait for a function that runs, for a while: the agent may not have. */
  executing(work: Promise<unknown>): void {
    const forget = () => this.underWay.executing.delete(work)
    this.underWay.executing.add(work)
    void work.then(forget, forget)
  }
}
