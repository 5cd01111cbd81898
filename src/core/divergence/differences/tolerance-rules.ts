import { isJsonObject } from '../../json.ts'
import { parsePathPattern } from '../../json-pattern.ts'
import type { CompareOptions, ToleranceRule } from '../../options/compare-schema.ts'
import { nearestName } from '../../options/nearest-name.ts'

const KINDS = ['absolute', 'relative', 'unordered', 'withinMs'] as const

/** A problem of an option and its field. */
export interface RuleProblem {
  field: string
  reason: string
  remedy: string
}

/** Finds the first problem of the option `compare`. */
export function findRuleProblem(compare: unknown): RuleProblem | undefined {
  const shape = "Write compare: { output: [...rules], actions: { 'name': [...rules] } }"
  if (!isJsonObject(compare)) return { field: 'compare', reason: 'is not an object', remedy: shape }
  const unknown = Object.keys(compare).find((key) => key !== 'output' && key !== 'actions')
  if (unknown !== undefined)
    return {
      field: `compare.${unknown}`,
      reason: 'does not exist',
      remedy: didYouMean(unknown, ['output', 'actions'], 'compare.') ?? shape,
    }
  const { output, actions } = compare
  if (actions !== undefined && !isJsonObject(actions))
    return { field: 'compare.actions', reason: 'is not an object', remedy: shape }
  const lists = [
    ['compare.output', output] as const,
    ...Object.entries(actions ?? {}).map(
      ([name, rules]) => [`compare.actions.${name}`, rules] as const,
    ),
  ]
  for (const [field, rules] of lists) {
    if (rules === undefined) continue
    if (!Array.isArray(rules)) return { field, reason: 'is not a list of rules', remedy: shape }
    for (const [at, rule] of rules.entries()) {
      const problem = findProblem(rule, `${field}[${at}]`)
      if (problem) return problem
    }
  }
  return undefined
}

function findProblem(rule: unknown, field: string): RuleProblem | undefined {
  const form = `Write { path: '$.total', absolute: 0.01 }, or relative, unordered or withinMs instead of absolute`
  const problem = (reason: string, remedy = form) => ({ field, reason, remedy })
  if (!isJsonObject(rule)) return problem('is not an object')
  const { path, ...rest } = rule
  if (typeof path !== 'string' || !parsePathPattern(path))
    return problem(
      `has the path ${JSON.stringify(path)}, which is not a JSON path`,
      `Write a path such as '$', '$.total', '$.items[*].price' or '$["odd key"]'`,
    )
  const keys = Object.keys(rest)
  const unknown = keys.find((key) => !(KINDS as readonly string[]).includes(key))
  if (unknown !== undefined)
    return problem(`has "${unknown}", which does not exist`, didYouMean(unknown, KINDS) ?? form)
  if (keys.length !== 1)
    return problem(
      keys.length === 0 ? 'has no tolerance beside its path' : `mixes ${keys.join(' and ')}`,
      keys.length === 0 ? form : 'Write one rule for each',
    )
  const [kind] = keys as [(typeof KINDS)[number]]
  const value: unknown = rest[kind]
  if (kind === 'unordered')
    return value === true
      ? undefined
      : problem('has an "unordered" that is not true', 'Write unordered: true, or leave it out')
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
    return problem(`has ${kind} ${String(value)}`, 'Set a number above 0')
  if (kind === 'relative' && value >= 1)
    return problem(
      `has relative ${value}, which would accept nearly any number`,
      'Set a share below 1, such as 0.05 for five percent',
    )
  return undefined
}

function didYouMean(name: string, known: readonly string[], above = ''): string | undefined {
  const near = nearestName(name, known)
  return near === undefined ? undefined : `Did you mean "${above}${near}"?`
}

/** Joins the rules of the call and those of the plugin. */
export function joinRules(...sides: Array<CompareOptions | undefined>): {
  output: ToleranceRule[]
  actions: Map<string, ToleranceRule[]>
} {
  const joined = { output: [] as ToleranceRule[], actions: new Map<string, ToleranceRule[]>() }
  for (const side of sides) {
    joined.output.push(...(side?.output ?? []))
    for (const [name, rules] of Object.entries(side?.actions ?? {}))
      joined.actions.set(name, [...(joined.actions.get(name) ?? []), ...rules])
  }
  return joined
}
