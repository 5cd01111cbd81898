import type { PolicyRule } from '../../../core/policy/policy-rule.ts'
import type { OutgoingCall } from '../../context/http-call.ts'
import { awaitsRequest } from '../awaited/awaits-operation.ts'
import type { PassLedger } from '../pass-ledger.ts'

/** Decides which requests go out before their bodies are whole, as a client may wait for an answer before it sends the rest. */
export class Departures {
  readonly #ledger: PassLedger

  constructor(ledger: PassLedger) {
    this.#ledger = ledger
  }

  /** Returns `true` for a request that goes out as it is made: neither an answer nor a refusal can come instead. */
  isAtOnce(call: OutgoingCall, rule: PolicyRule | null): boolean {
    const { plan, guard } = this.#ledger.options
    if (plan === 'replay' || guard || this.#asksForBody()) return false
    return rule?.effect !== 'refuse' && !awaitsRequest(call, this.#ledger.options)
  }

  /** Returns `true` for a request that may go out once its client waits for an answer. */
  isPossible(rule: PolicyRule | null): boolean {
    const { plan } = this.#ledger.options
    if (this.#asksForBody()) return false
    return plan !== 'replay' || rule?.effect === 'execute'
  }

  /** Calls of models are refused or changed: only a whole body tells which they are. */
  #asksForBody(): boolean {
    const { policy, liveModel } = this.#ledger.options
    return liveModel !== undefined || policy.has('llm', 'refuse')
  }
}
