import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { ReplayError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import { statementOperation } from '../../../core/mcp/describe-statement.ts'
import type { McpFacts } from '../../../core/mcp/mcp-schema.ts'
import { callStack } from '../../context/call-stack.ts'
import { contextScope } from '../../context/scope.ts'
import { sourceOf } from '../../context/source-location.ts'
import { compareOutcomes } from '../compare-outcomes.ts'
import type { Answered, Blocked } from '../decision.ts'
import { describePerformed, type PerformedOutcome } from '../describe-performed.ts'
import type { CallContent, Filed, ObservedAction } from '../observed-action.ts'
import type { PassLedger } from '../pass-ledger.ts'
import { describeContent, UNANSWERED, type McpContentOptions } from './mcp-content.ts'

/** A request of the server that waits for its client. */
export interface Question {
  action: ObservedAction
  recorded: RecordedAction
}

/** Files the messages of a served server: those of the client are answered, and its answers to the server are compared. */
export class McpFiling {
  readonly #ledger: PassLedger
  readonly #process: number
  /** The numbers that recorded messages have in this run. */
  readonly #numbers = new Map<number, number>()

  constructor(ledger: PassLedger, process: number) {
    this.#ledger = ledger
    this.#process = process
  }

  /** Opens the action of a message of the client, where that is written. */
  open(name: string, operation: string): ObservedAction {
    const { root } = this.#ledger.options
    const origin = { parent: this.#process, isAttributed: false }
    const identity = { type: 'mcp', name, operation } as const
    return this.#ledger.open(origin, sourceOf(callStack(), root), identity)
  }

  block(action: ObservedAction, filed: Filed<Blocked> & { what: string }): string {
    const { plan, runName } = this.#ledger.options
    const reason = this.#ledger.block(action, filed)
    if (plan !== 'replay')
      this.#ledger.failure ??= new ReplayError('RECORDING_DIVERGED', {
        attempted: `Failed to go on with the recording "${runName}"`,
        reason: `a server of MCP was served from its recording, and was sent "${action.name}", which that does not hold`,
        remedy: 'Record the run anew, with VITEST_REPLAY=all',
      })
    return reason
  }

  /** Files a message of the client that is answered, and returns the answer. */
  serve(
    action: ObservedAction,
    decision: Answered,
    content: CallContent | undefined,
  ): RecordedAction {
    const answer = this.#numbered(decision.answer, action.index)
    this.#ledger.serve(action, { decision: { ...decision, answer }, content })
    return answer
  }

  /** Files a message of the server: a notification is served, a request is answered by the client's own code. */
  state(recorded: RecordedAction, kind: 'request' | 'notification'): ObservedAction {
    const { player, plan } = this.#ledger.options
    const origin = { parent: this.#process, isAttributed: false }
    const { name, mcp } = recorded
    const operation = statementOperation(name, mcp!)
    const action = this.#ledger.open(origin, null, { type: 'mcp', name, operation })
    const given = player!.give(recorded)
    const decision = { ...given, answer: this.#numbered(given.answer, action.index) }
    if (kind === 'notification') this.#ledger.serve(action, { decision })
    else {
      const reason = plan === 'replay' ? 'executed' : 'recorded'
      this.#ledger.run(action, { reason, decision })
    }
    return action
  }

  /** The method and the parameters of a message of the server, with the ids of this replay. */
  inputsOf(recorded: RecordedAction): JsonObject {
    const { player } = this.#ledger.options
    const { inputs } = recorded
    const renamed = inputs && player!.rename({ ...recorded, outputs: inputs }).outputs
    return (renamed?.json ?? {}) as JsonObject
  }

  /** Files the client's answer to a request of the server. */
  answered({ action, recorded }: Question, outputs: JsonObject, content: McpContentOptions): void {
    const outcome = 'error' in outputs ? 'error' : 'success'
    this.#end(action, recorded, { outcome, outputs: { json: describeContent(outputs, content) } })
  }

  /** Files a request of the server that the client has not answered. */
  unanswered({ action, recorded }: Question): void {
    this.#end(action, recorded, { outcome: 'error', error: UNANSWERED })
  }

  #end(action: ObservedAction, recorded: RecordedAction, outcome: PerformedOutcome): void {
    const { player, arrivals, compare } = this.#ledger.options
    const { inputs, mcp } = recorded
    const duration = this.#ledger.now() - action.start
    const whole = { inputs: inputs!, ...outcome, mcp: this.#facts(mcp!) }
    const fresh = describePerformed(action, whole, { duration })
    arrivals?.note(recorded)
    // The recording ended before there was an answer.
    if (recorded.error) return this.#ledger.end(action, fresh)
    const rules = compare.actions.get(action.name)
    const compared = compareOutcomes(recorded, fresh, { player: player!, rules })
    const { tolerated, ...differences } = compared
    this.#ledger.tolerate(action.name, tolerated)
    this.#ledger.end(action, fresh, differences)
  }

  #numbered(answer: RecordedAction, index: number): RecordedAction {
    this.#numbers.set(answer.index, index)
    return { ...answer, mcp: this.#facts(answer.mcp!) }
  }

  /** The facts of a recorded message, with the numbers of this run. */
  #facts({ within: _within, of, ...facts }: McpFacts): McpFacts {
    const owner = of === undefined ? undefined : this.#numbers.get(of)
    const parent = facts.from ? null : (contextScope()?.parent ?? null)
    return {
      ...facts,
      ...(owner === undefined ? {} : { of: owner }),
      ...(parent === null || parent === this.#process ? {} : { within: parent }),
    }
  }
}
