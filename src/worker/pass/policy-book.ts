import { ruleKey, type PolicyKind, type PolicyRule } from '../../core/policy/policy-rule.ts'
import type { AppliedPolicy } from '../../core/report/receipt-schema.ts'

/** The maximum number of rows; further names are not listed. */
const MAX_ROWS = 100

/** Something that a policy decided on. */
interface PolicyCase {
  kind: PolicyKind
  name: string
  effect: AppliedPolicy['effect']
  /** The rule that decided; `null` for what happens without one. */
  rule: PolicyRule | null
}

/** Counts policy effects other than recording and serving, by kind and name. */
export class PolicyBook {
  readonly #rows = new Map<string, AppliedPolicy>()

  /** Requests that a built-in rule dropped. */
  background = 0
  /** The operations that went on in the background, with a request of each and their number. */
  readonly quiet = new Map<string, { request: string; count: number }>()
  /** Child processes that were started, or refused. */
  processes = 0

  /** Counts a case. Returns `true` for the first one of its kind and name. */
  count({ kind, name, effect, rule }: PolicyCase): boolean {
    if (rule?.origin === 'built-in') this.background++
    if (kind === 'process') this.processes++
    const key = JSON.stringify([kind, name, effect])
    const row = this.#rows.get(key)
    if (row) {
      row.count++
      return false
    }
    if (this.#rows.size === MAX_ROWS) return false
    const origin = rule?.origin ?? null
    this.#rows.set(key, { kind, name, effect, rule: rule && ruleKey(rule), origin, count: 1 })
    return true
  }

  /** Counts a request that goes on in the background. */
  countQuiet(operation: string, request: string): void {
    this.background++
    const known = this.quiet.get(operation)
    if (known) known.count++
    else this.quiet.set(operation, { request, count: 1 })
  }

  get rows(): AppliedPolicy[] {
    return [...this.#rows.values()].map((row) => ({ ...row }))
  }
}
