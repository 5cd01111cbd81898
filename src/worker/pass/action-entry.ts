import type { ActionType, RecordedAction } from '../../core/cassette/schema.ts'
import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import type { Matchable } from '../../core/matching/matchable.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import type { ErrorFacts, Treatment } from '../../core/report/action-schema.ts'
import type { Decision, Reclaimed } from './decision.ts'
import type { ActionIdentity, ActionState, CallContent, ObservedAction } from './observed-action.ts'

const NONE: readonly never[] = []

/** The treatment of a report, by how a call was decided or why it ran. */
const TREATMENTS = {
  equal: 'equal',
  volatile: 'volatile',
  mismatched: 'mismatched',
  reclaimed: 'mismatched',
  blocked: 'blocked',
  recorded: 'recorded',
  executed: 'executed',
  live: 'live',
} as const satisfies Record<string, Treatment>

/** An action in the ledger of a pass. What is known of it is one state, and everything else is derived from that. */
export class ActionEntry implements ObservedAction {
  readonly index: number
  readonly parent: number | null
  readonly start: number
  readonly startedAt: number
  readonly isAttributed: boolean
  readonly isRecurring: boolean
  type: ActionType = 'http'
  name = ''
  operation = ''
  /** The line of the user's code that made the call, where its stack reaches so far. */
  located: SourceLocation | null
  readonly #near: SourceLocation | null
  state: ActionState = { kind: 'asked' }
  /** The knowledge of the redactor when it was opened. */
  learnt: number

  constructor(opened: {
    index: number
    parent: number | null
    isAttributed: boolean
    isRecurring?: boolean | undefined
    start: number
    startedAt: number
    source: SourceLocation | null
    /** The nearest line that is known, for a call that a framework makes by itself. */
    near?: SourceLocation | null
    learnt?: number
  }) {
    this.index = opened.index
    this.parent = opened.parent
    this.start = opened.start
    this.startedAt = opened.startedAt
    this.isAttributed = opened.isAttributed
    this.isRecurring = opened.isRecurring === true
    this.located = opened.source
    this.#near = opened.near ?? null
    this.learnt = opened.learnt ?? 0
  }

  get source(): SourceLocation | null {
    return this.located ?? this.#near
  }

  identify({ type, name, operation }: ActionIdentity): void {
    this.type = type
    this.name = name
    this.operation = operation
  }

  get treatment(): Treatment {
    const { state } = this
    if (state.kind === 'served') return TREATMENTS[state.decision.kind]
    if (state.kind === 'running' || state.kind === 'ran') return TREATMENTS[state.reason]
    return 'blocked'
  }

  get recorded(): RecordedAction | null {
    return this.#decision?.kind === 'reclaimed' ? null : this.answer
  }

  get matches(): boolean {
    const kind = this.#decision?.kind
    return kind === 'equal' || kind === 'volatile'
  }

  get answer(): RecordedAction | null {
    const decision = this.#decision
    if (!decision) return null
    if (decision.kind !== 'blocked') return decision.recorded
    return decision.cause === 'diverged' ? decision.nearest : null
  }

  get matchable(): Matchable | null {
    return this.#decision?.asked ?? null
  }

  get output(): readonly PathDifference[] {
    return this.state.kind === 'ran' ? this.state.differences.output : NONE
  }

  get volatile(): readonly VolatileValue[] {
    const decision = this.#decision
    const asked = decision?.kind === 'volatile' ? decision.values : NONE
    const returned = this.state.kind === 'ran' ? this.state.differences.volatile : NONE
    return returned.length === 0 ? asked : [...asked, ...returned]
  }

  get asked(): CallContent | undefined {
    return this.state.kind === 'asked' ? undefined : this.state.content
  }

  get error(): ErrorFacts | undefined {
    return this.state.kind === 'blocked' ? this.state.error : undefined
  }

  get fresh(): RecordedAction | undefined {
    const { state } = this
    return state.kind === 'served' || state.kind === 'ran' ? state.fresh : undefined
  }

  get #decision(): Decision | Reclaimed | null {
    return this.state.kind === 'asked' ? null : this.state.decision
  }
}
