import { readMatchRules, type MatchRule } from '../../core/matching/match-options.ts'
import { createRuleSet, type RuleSet } from '../../core/matching/match-rules.ts'
import type { MatchOptions } from '../../core/options/match-schema.ts'
import { sharedState } from '../context/test-context.ts'

interface MatchedRun {
  match?: MatchOptions
  agent?: string
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
  const match = sharedState.file!.options.match
  const agent = run.agent === undefined ? undefined : ownAgent(match?.agents, run.agent)
  const rules: MatchRule[] = [
    ...(match?.rules ?? []),
    ...(agent?.rules ?? []),
    ...(run.match ? readMatchRules(run.match, 'call') : []),
  ]
  return createRuleSet(rules)
}

function ownAgent<T>(agents: Record<string, T> | undefined, name: string): T | undefined {
  return agents && Object.hasOwn(agents, name) ? agents[name] : undefined
}
