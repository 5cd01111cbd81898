import type { JsonValue } from '../json.ts'
import { mapStrings } from '../redaction/map-strings.ts'
import { mapAtPath, parseJsonPath, type PathStep } from './json-path.ts'
import type { MatchRule } from '../stored-rules.ts'
import type { Matchable } from './matchable.ts'
import { NORMALIZERS } from './normalizers.ts'

/** Stands for an action's name where the final output is meant. */
export const FINAL_OUTPUT = 'final output'

/** The number of times that a rule changed something. */
export interface RuleUse {
  rule: string
  origin: MatchRule['origin']
  uses: number
}

/** The rules of one run, and what they did. */
export interface RuleSet {
  readonly isEmpty: boolean
  /** A rule applies to some actions only: an action has to be named before it is compared. */
  readonly needsName: boolean
  /** Brings a request of an action into the form that is compared. */
  request(name: string, request: Matchable): Matchable
  /** Looks for a rule that leaves a header of an action out, and counts its use. */
  ignoresHeader(name: string, header: string): boolean
  /** The same for an output. */
  output(name: string, output: JsonValue): JsonValue
  uses(): RuleUse[]
  /** Counts, rule by rule, the named outputs that it would change. */
  usesIn(outputs: ReadonlyArray<readonly [name: string, output: JsonValue]>): number[]
}

interface CompiledRule {
  given: MatchRule
  steps: PathStep[]
  appliesTo(name: string): boolean
  change(value: JsonValue): JsonValue | undefined
  uses: number
}

/** Makes rules ready for one run. */
export function createRuleSet(rules: readonly MatchRule[]): RuleSet {
  const compiled = rules.map(compile)
  return {
    isEmpty: compiled.length === 0,
    needsName: rules.some((rule) => rule.action !== undefined),
    request(name, request) {
      let current = request
      for (const rule of compiled) {
        if (rule.given.place === 'output' || !rule.appliesTo(name)) continue
        const next = changeRequest(rule, current)
        if (next !== current) rule.uses++
        current = next
      }
      return current
    },
    ignoresHeader(name, header) {
      const rule = compiled.find(
        ({ given, appliesTo }) =>
          given.place === 'headers' &&
          given.path === header &&
          given.change.kind === 'ignore' &&
          appliesTo(name),
      )
      if (rule) rule.uses++
      return rule !== undefined
    },
    output(name, output) {
      let current = output
      for (const rule of compiled) {
        if (rule.given.place !== 'output' || !rule.appliesTo(name)) continue
        const next = mapAtPath(current, rule.steps, rule.change) ?? null
        if (next !== current) rule.uses++
        current = next
      }
      return current
    },
    usesIn: (outputs) =>
      compiled.map((rule) => outputs.filter((output) => changesOutput(rule, output)).length),
    uses: () =>
      compiled.map(({ given, uses }) => ({ rule: given.label, origin: given.origin, uses })),
  }
}

function changesOutput(rule: CompiledRule, [name, output]: readonly [string, JsonValue]): boolean {
  if (rule.given.place !== 'output' || !rule.appliesTo(name)) return false
  return mapAtPath(output, rule.steps, rule.change) !== output
}

function compile(given: MatchRule): CompiledRule {
  const isPath = given.place === 'body' || given.place === 'output'
  const steps = isPath ? parseJsonPath(given.path!, given.place === 'body' ? '$' : 'output') : []
  const action =
    given.action && new RegExp(given.action.source, given.action.flags.replace(/[gy]/g, ''))
  return {
    given,
    steps: steps as PathStep[],
    appliesTo: (name) => !action || action.test(name),
    change: changeOf(given),
    uses: 0,
  }
}

function changeOf({ change }: MatchRule): CompiledRule['change'] {
  if (change.kind === 'ignore') return () => undefined
  if (change.kind === 'with') {
    const normalize = NORMALIZERS[change.name]
    return (value) => sameOr(value, normalize(value))
  }
  const { source, flags } = change.pattern
  const pattern = new RegExp(source, `${flags.replace(/[gy]/g, '')}g`)
  const text = (value: string) => value.replace(pattern, () => change.as)
  return (value) =>
    typeof value === 'number'
      ? numberOr(value, text(String(value)))
      : mapStrings(value, { string: text })
}

function numberOr(value: number, text: string): JsonValue {
  return text === String(value) ? value : text
}

/** A list that was in order is not another one. */
function sameOr(value: JsonValue, next: JsonValue): JsonValue {
  if (!Array.isArray(value) || !Array.isArray(next)) return next
  return value.every((part, at) => part === next[at]) ? value : next
}

function changeRequest(rule: CompiledRule, request: Matchable): Matchable {
  const { place, path } = rule.given
  let { url, headers, body } = request
  if (place === 'url' || place === 'all') {
    const next = rule.change(url)
    url = typeof next === 'string' ? next : url
  }
  if (place === 'headers' || place === 'all') headers = changeHeaders(rule, headers, path)
  if (place === 'body') body = mapAtPath(body, rule.steps, rule.change) ?? null
  if (place === 'all') body = rule.change(body) ?? null
  const isSame = url === request.url && headers === request.headers && body === request.body
  return isSame ? request : { ...request, url, headers, body }
}

function changeHeaders(
  rule: CompiledRule,
  headers: Matchable['headers'],
  only: string | undefined,
): Matchable['headers'] {
  let changed = false
  const mapped = headers.flatMap(([name, value]): Matchable['headers'] => {
    if (only !== undefined && name !== only) return [[name, value]]
    const next = rule.change(value)
    changed ||= next !== value
    return typeof next === 'string' ? [[name, next]] : []
  })
  return changed ? mapped : headers
}
