import type { PolicyEffect } from '../options/policy-effects.ts'

/** The effects that each kind can have. */
export const EFFECTS_OF_KIND = {
  http: ['serve', 'execute', 'pass', 'drop', 'refuse'],
  llm: ['serve', 'execute', 'refuse'],
  tool: ['serve', 'execute', 'pass', 'refuse'],
  step: ['serve', 'execute', 'pass', 'refuse'],
  tcp: ['pass', 'refuse'],
  udp: ['pass', 'drop', 'refuse'],
  dns: ['pass', 'refuse'],
  process: ['serve', 'execute', 'gateway', 'drop', 'refuse'],
  approval: ['serve', 'refuse'],
  worker: ['execute', 'pass', 'refuse'],
} as const satisfies Record<string, readonly PolicyEffect[]>

/** The effects as a receipt names them; what is served is counted there already. */
export const APPLIED = {
  serve: null,
  execute: 'executed',
  gateway: 'gateway',
  pass: 'passed',
  drop: 'dropped',
  refuse: 'refused',
  answer: 'answered',
} as const satisfies Record<PolicyRule['effect'], string | null>

/** The kinds of what an agent does. */
export type PolicyKind = keyof typeof EFFECTS_OF_KIND

export const POLICY_KINDS = Object.keys(EFFECTS_OF_KIND) as PolicyKind[]

/** Accepts the name of a kind. */
export function isPolicyKind(text: string): text is PolicyKind {
  return Object.hasOwn(EFFECTS_OF_KIND, text)
}

/** A rule of the policy, from the option `policy`, from an older option, or built in. */
export interface PolicyRule {
  kind: PolicyKind
  /** The name, in which `*` stands for anything. */
  pattern: string
  /** `answer` is what `{ answer }` stands for: the rule itself answers. */
  effect: PolicyEffect | 'answer'
  answer?: unknown
  origin: 'built-in' | 'passthrough' | 'live' | 'replay' | 'plugin' | 'call'
}

/** The key of a rule in the option `policy`. */
export function ruleKey({ kind, pattern }: Pick<PolicyRule, 'kind' | 'pattern'>): string {
  return `${kind} ${pattern}`
}

/** Renders a rule as the option `policy` that holds it alone. */
export function renderRule(rule: Omit<PolicyRule, 'origin'>): string {
  const effect = rule.effect === 'answer' ? '{ answer: ... }' : `'${rule.effect}'`
  return `policy: { '${ruleKey(rule).replaceAll("'", "\\'")}': ${effect} }`
}
