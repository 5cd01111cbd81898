import { joinRules } from '../../core/divergence/differences/tolerance-rules.ts'
import { readMatchRules } from '../../core/matching/match-options.ts'
import { createRuleSet, type RuleSet } from '../../core/matching/match-rules.ts'
import type { CompareOptions } from '../../core/options/compare-schema.ts'
import type { MatchOptions } from '../../core/options/match-schema.ts'
import type { MatchRule, StoredRules } from '../../core/stored-rules.ts'
import { sharedState } from '../context/test-context.ts'

interface MatchedRun {
  match?: MatchOptions
  agent?: string
  compare?: CompareOptions
}

/** The headers that count in matching, lower case: the plugin's, the agent's and the call's. */
export function matchedHeaders(run: MatchedRun): string[] {
  const match = sharedState.file!.options.match
  const agent = run.agent === undefined ? undefined : ownAgent(match?.agents, run.agent)
  const headers = [
    ...(match?.headers ?? []),
    ...(agent?.headers ?? []),
    ...(run.match?.headers ?? []),
  ]
  return [...new Set(headers.map((header) => header.toLowerCase()))]
}

/** Makes the rules of a run ready for one pass: the plugin's, the agent's, the call's, in this order. */
export function rulesOf(run: MatchedRun): RuleSet {
  return createRuleSet(matchRulesOf(run))
}

/** The rules of a run in the form in which they are stored; `undefined` where it has none. */
export function storedRules(run: MatchedRun): StoredRules | undefined {
  const match = matchRulesOf(run)
  const { output, actions } = joinRules(sharedState.file!.options.compare, run.compare)
  if (match.length === 0 && output.length === 0 && actions.size === 0) return undefined
  return { match, compare: { output, actions: Object.fromEntries(actions) } }
}

function matchRulesOf(run: MatchedRun): MatchRule[] {
  const match = sharedState.file!.options.match
  const agent = run.agent === undefined ? undefined : ownAgent(match?.agents, run.agent)
  return [
    ...(match?.rules ?? []),
    ...(agent?.rules ?? []),
    ...(run.match ? readMatchRules(run.match, 'call') : []),
  ]
}

function ownAgent<T>(agents: Record<string, T> | undefined, name: string): T | undefined {
  return agents && Object.hasOwn(agents, name) ? agents[name] : undefined
}
