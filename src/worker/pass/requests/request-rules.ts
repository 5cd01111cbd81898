import { APPLIED, type PolicyKind, type PolicyRule } from '../../../core/policy/policy-rule.ts'
import { requestNames } from '../../../core/policy/request-names.ts'
import type { PassLedger } from '../pass-ledger.ts'

/** The maximum number of requests whose rule is remembered. */
const MAX_RULES = 500

/** A server that the run itself has started answers in a replay as well: nothing leaves the process, and its handlers are the agent's code. */
const OWN_SERVER = { pattern: '*', effect: 'execute', origin: 'built-in' } as const
const OWN_RULES = {
  http: { ...OWN_SERVER, kind: 'http' },
  llm: { ...OWN_SERVER, kind: 'llm' },
} as const satisfies Record<string, PolicyRule>

interface Addressed {
  method: string
  url: string
}

/** The rules of the policy that requests fall under. */
export class RequestRules {
  readonly #ledger: PassLedger
  /** Those found by kind, method, URL and name: a policy never changes. */
  readonly #known = new Map<string, PolicyRule | null>()

  constructor(ledger: PassLedger) {
    this.#ledger = ledger
  }

  /** The rule for a request, by what is known of it before its body is read. */
  of(request: Addressed): PolicyRule | null {
    return this.find('http', request)
  }

  /** @param name The name of the action, by which a rule can mean the request as well. */
  find(kind: 'http' | 'llm', { method, url }: Addressed, name?: string): PolicyRule | null {
    const rule = this.#ruleOf(kind, { method, url }, name)
    return rule === null && this.#ledger.options.own.serves(url) ? OWN_RULES[kind] : rule
  }

  #ruleOf(kind: PolicyKind, { method, url }: Addressed, name?: string): PolicyRule | null {
    const key = `${kind} ${method} ${url}\n${name ?? ''}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const names = requestNames(method, url)
    const rule = this.#ledger.options.policy.find(
      kind,
      name === undefined ? names : [name, ...names],
    )
    if (this.#known.size === MAX_RULES) this.#known.clear()
    this.#known.set(key, rule)
    return rule
  }

  /** Counts a request that a rule decided on. */
  count(kind: PolicyKind, { method, url }: Addressed, rule: PolicyRule): void {
    if (rule === OWN_RULES.http || rule === OWN_RULES.llm) return
    const effect = APPLIED[rule.effect]
    const address = this.#ledger.options.redactor.url(url).replace(/[?#].*$/, '')
    const name = `${method.toUpperCase()} ${address}`
    if (effect) this.#ledger.policy.count({ kind, name, effect, rule })
  }
}
