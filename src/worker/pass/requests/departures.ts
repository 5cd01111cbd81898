import { canonicalUrl } from '../../../core/matching/canonical-url.ts'
import { operationOf } from '../../../core/matching/matchable.ts'
import type { PolicyRule } from '../../../core/policy/policy-rule.ts'
import type { OutgoingCall } from '../../context/http-call.ts'
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
    return rule?.effect !== 'refuse' && !this.#isRecorded(call)
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

  /** Returns `true` where a recorded action may answer, by what is known of a request before it is made. */
  #isRecorded({ method, url }: OutgoingCall): boolean {
    const { player, redactor, rules } = this.#ledger.options
    if (!player) return false
    // A rule may bring other URLs together.
    if (!rules.isEmpty) return true
    const operation = operationOf(method, canonicalUrl(redactor.url(url)))
    const isMeant = (own: string) => own === operation || own.startsWith(`${operation} `)
    return player.unservedOf(isMeant).length > 0
  }
}
