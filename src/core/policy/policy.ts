import type { PolicyKind, PolicyRule } from './policy-rule.ts'

interface CompiledRule {
  rule: PolicyRule
  weight: number
  matches(name: string): boolean
}

/** Rules that decide what becomes of what an agent does. */
export class Policy {
  readonly #rules = new Map<PolicyKind, CompiledRule[]>()

  /** @param rules Of two that are equally long, the later one decides. */
  constructor(rules: readonly PolicyRule[]) {
    for (const rule of rules) {
      const compiled = { rule, weight: weightOf(rule), matches: compilePattern(rule.pattern) }
      const known = this.#rules.get(rule.kind)
      if (known) known.push(compiled)
      else this.#rules.set(rule.kind, [compiled])
    }
    // Stable: with equal weight, the later rule stays behind the earlier one.
    for (const own of this.#rules.values()) own.sort((a, b) => a.weight - b.weight)
  }

  /** Returns `true` if a rule has this effect on something of this kind. */
  has(kind: PolicyKind, effect: PolicyRule['effect']): boolean {
    return this.#rules.get(kind)?.some(({ rule }) => rule.effect === effect) ?? false
  }

  /**
   * Finds the rule that decides: of those that match one of the names, the one with most literal characters.
   *
   * @param own The rule that the call itself brings along; one of the policy that is as long wins over it.
   */
  find(kind: PolicyKind, names: readonly string[], own?: PolicyRule): PolicyRule | null {
    const found = this.#rules
      .get(kind)
      ?.findLast(({ matches }) => names.some((name) => matches(name)))
    if (!own) return found?.rule ?? null
    return found && found.weight >= weightOf(own) ? found.rule : own
  }
}

/**
 * The literal characters of a pattern. A built-in rule is weaker than every rule that names something, and stronger than
 * one that names everything.
 */
function weightOf({ pattern, origin }: PolicyRule): number {
  return origin === 'built-in' ? 0.5 : pattern.replaceAll('*', '').length
}

/** Compiles the pattern of a name, in which `*` stands for any text. */
export function compilePattern(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern
  const source = pattern
    .split(/\*+/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*')
  const regex = new RegExp(`^${source}$`)
  return (name) => regex.test(name)
}
