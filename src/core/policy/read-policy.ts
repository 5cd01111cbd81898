import { nearestName } from '../options/nearest-name.ts'
import { POLICY_EFFECTS, type PolicyEffect } from '../options/policy-effects.ts'
import type { PolicyOptions } from '../options/policy-schema.ts'
import {
  EFFECTS_OF_KIND,
  isPolicyKind,
  POLICY_KINDS,
  type PolicyKind,
  type PolicyRule,
} from './policy-rule.ts'

/** A rule that is refused, and what to do about it. */
interface PolicyProblem {
  field: string
  reason: string
  remedy: string
}

/** Reads the option `policy`; its rules keep their order. */
export function readPolicy(
  options: PolicyOptions | undefined,
  origin: PolicyRule['origin'],
): PolicyRule[] {
  return Object.entries(options ?? {}).flatMap(([key, effect]) => {
    const { kind, pattern } = splitKey(key)
    if (!isPolicyKind(kind)) return []
    const decided =
      typeof effect === 'string' ? { effect } : { effect: 'answer' as const, ...effect }
    return [{ kind, pattern, ...decided, origin }]
  })
}

/** Finds a rule that could never apply; the type of its effect is the schema's to check. */
export function findPolicyProblem(options: unknown): PolicyProblem | undefined {
  if (typeof options !== 'object' || options === null) return undefined
  for (const [key, effect] of Object.entries(options)) {
    const problem = findRuleProblem(key, effect)
    if (problem) return { field: `policy[${JSON.stringify(key)}]`, ...problem }
  }
  return undefined
}

function findRuleProblem(key: string, effect: unknown): Omit<PolicyProblem, 'field'> | undefined {
  const { kind, pattern } = splitKey(key)
  if (!isPolicyKind(kind)) {
    const near = nearestName(kind, POLICY_KINDS)
    return {
      reason: `begins with ${JSON.stringify(kind)}, which is not a kind`,
      remedy:
        near === undefined
          ? `Write a kind and a name, such as "tool refund"; the kinds are ${POLICY_KINDS.join(', ')}`
          : `Did you mean "${near} ${pattern}"?`,
    }
  }
  if (pattern === '')
    return {
      reason: 'has no name after the kind',
      remedy: `Add a name, or "${kind} *" for all`,
    }
  const accepted: readonly PolicyEffect[] = EFFECTS_OF_KIND[kind]
  if (isAnswer(effect)) return findAnswerProblem(kind, effect, accepted)
  if (!isEffect(effect) || accepted.includes(effect)) return undefined
  return {
    reason: `has the effect "${effect}", which "${kind}" cannot have`,
    remedy: `${REMEDIES[`${kind} ${effect}`] ?? ''}Use ${accepted.map((one) => `"${one}"`).join(', ')}`,
  }
}

function findAnswerProblem(
  kind: PolicyKind,
  { answer }: { answer: unknown },
  accepted: readonly PolicyEffect[],
): Omit<PolicyProblem, 'field'> | undefined {
  if (kind !== 'approval')
    return {
      reason: `has an answer, and only an approval is answered by its rule, not "${kind}"`,
      remedy: `Use ${accepted.map((one) => `"${one}"`).join(', ')}`,
    }
  if (answer !== undefined) return undefined
  return { reason: 'has no answer', remedy: "Give one, such as { answer: 'reject' }" }
}

function isAnswer(effect: unknown): effect is { answer: unknown } {
  return typeof effect === 'object' && effect !== null
}

/** Remedies for rules whose intent is known, by kind and effect. */
const REMEDIES: Record<string, string> = {
  'llm pass':
    'A call is let past by its address, before it is known to be a model call: write "http POST https://host/path". ',
  'process pass': 'A child process that may run is counted in any case. ',
}

function isEffect(effect: unknown): effect is PolicyEffect {
  return (POLICY_EFFECTS as readonly unknown[]).includes(effect)
}

function splitKey(key: string): { kind: string; pattern: string } {
  const [, kind = '', pattern = ''] = /^\s*(\S*)\s*([^]*?)\s*$/.exec(key) ?? []
  return { kind, pattern }
}
