import type { PathDifference } from '../../divergence/differences/json-paths.ts'
import { compareWithTolerance } from '../../divergence/differences/tolerance.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'
import { reachOf } from '../../matching/asked-of.ts'
import { keepsPresence, PRESENCE_HEADERS } from '../../request-headers/presence-headers.ts'
import { isSameRequest } from '../../matching/matchable.ts'
import { createRuleSet, FINAL_OUTPUT, type RuleSet } from '../../matching/match-rules.ts'
import type { ToleranceRule } from '../../options/compare-schema.ts'
import type { MatchRule, StoredRules } from '../../stored-rules.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'
import { withoutIds } from './without-ids.ts'

const NONE: StoredRules = { match: [], compare: { output: [], actions: {} } }

/** The rules of a run's test, as its cassette or the report of it has them. */
export function testRulesOf({ from }: PerformedRun): StoredRules {
  const stored = from?.kind === 'report' ? from.run.storedRules : from?.cassette.header.rules
  return stored ?? NONE
}

/**
 * Ignores headers with secrets where one of two runs may not have kept them: none of the requests in its report has one.
 */
export function withoutUnkept(rules: StoredRules, ...runs: readonly PerformedRun[]): StoredRules {
  if (runs.every(keepsSent) || !runs.some(({ from }) => from?.kind === 'report')) return rules
  const ignored = [...PRESENCE_HEADERS].map((path): MatchRule => ({
    label: `ignore headers.${path}`,
    origin: 'plugin',
    place: 'headers',
    path,
    change: { kind: 'ignore' },
  }))
  return { ...rules, match: [...rules.match, ...ignored] }
}

function keepsSent({ from, actions }: PerformedRun): boolean {
  if (from?.kind === 'cassette') return keepsPresence(from.cassette.header.headerTable)
  return actions.some(({ asked }) => asked?.headers.some(([name]) => PRESENCE_HEADERS.has(name)))
}

/** Lists the rules that the base does not have, as a report names them. */
export function addedRules(base: StoredRules, head: StoredRules): string[] {
  const { match, compare } = head
  return [
    ...match.filter((rule) => !isAmong(base.match, rule)).map(({ label }) => label),
    ...Object.entries(compare.actions).flatMap(([name, rules]) =>
      addedTolerances(name, rules, tolerancesOf(base, name)),
    ),
    ...addedTolerances('output', compare.output, base.compare.output),
  ]
}

/** The rules of the head that the base has as well. */
export function sharedRules(base: StoredRules, head: StoredRules): StoredRules {
  const { match, compare } = head
  const actions = Object.entries(compare.actions).map(([name, rules]) => [
    name,
    rules.filter((rule) => isAmong(tolerancesOf(base, name), rule)),
  ])
  return {
    match: match.filter((rule) => isAmong(base.match, rule)),
    compare: {
      output: compare.output.filter((rule) => isAmong(base.compare.output, rule)),
      actions: Object.fromEntries(actions) as Record<string, ToleranceRule[]>,
    },
  }
}

function addedTolerances(
  of: string,
  rules: readonly ToleranceRule[],
  known: readonly ToleranceRule[],
): string[] {
  return rules
    .filter((rule) => !isAmong(known, rule))
    .map((rule) => `compare ${of} ${toleranceText(rule)}`)
}

/** The rules for the outputs of actions of a name. */
function tolerancesOf(
  { compare }: Pick<StoredRules, 'compare'>,
  name: string,
): readonly ToleranceRule[] {
  return Object.hasOwn(compare.actions, name) ? compare.actions[name]! : []
}

function isAmong(
  rules: ReadonlyArray<MatchRule | ToleranceRule>,
  rule: MatchRule | ToleranceRule,
): boolean {
  return rules.some((other) =>
    jsonEqual(other as unknown as JsonValue, rule as unknown as JsonValue),
  )
}

function toleranceText({ path, ...tolerance }: ToleranceRule): string {
  const [kind, value] = Object.entries(tolerance)[0]!
  return `${path} ${kind} ${String(value)}`
}

/** Rules that hold while two runs are compared. */
export class HeldRules {
  /** Something differs, and is the same by a rule. */
  tookEffect = false
  readonly #match: RuleSet
  readonly #compare: StoredRules['compare']

  constructor({ match, compare }: StoredRules) {
    this.#match = createRuleSet(match)
    this.#compare = compare
  }

  /** Brings what a run asked and got into the form that is compared. */
  apply<Run extends PerformedRun>(run: Run): Run | RuledRun {
    return this.#match.isEmpty ? run : new RuledRun(run, this.#match)
  }

  /**
   * Compares the outputs of two actions with the tolerances of their name; `null` where there are none for it.
   *
   * @note Of an answer from outside too: a recording has another one each time.
   */
  compareOutputs(before: PerformedAction, now: PerformedAction): PathDifference[] | null {
    const rules = tolerancesOf({ compare: this.#compare }, now.name)
    return tolerate(rules, [withoutIds(before), withoutIds(now)], 'output')
  }

  /** The same for final outputs. */
  compareEnds(before: JsonValue | undefined, now: JsonValue | undefined): PathDifference[] | null {
    return tolerate(this.#compare.output, [before, now], '$')
  }

  /** Checks that two answers whose content differs differ by a rule alone. */
  explains(before: PerformedAction, now: PerformedAction): boolean {
    const isRule = this.#explains(before, now)
    this.tookEffect ||= isRule
    return isRule
  }

  /** Takes note of two requests that are the same, by a rule perhaps. */
  noteSame(before: PerformedAction, now: PerformedAction): void {
    this.tookEffect ||=
      before instanceof RuledAction && now instanceof RuledAction && isOtherwise(before, now)
  }

  #explains(before: PerformedAction, now: PerformedAction): boolean {
    if (before.outcome !== now.outcome || before.status !== now.status) return false
    if (before.output === undefined || now.output === undefined) return false
    const isRuled = [before, now].some((action) => action instanceof RuledAction && action.isRuled)
    if (isRuled && jsonEqual(before.output, now.output)) return true
    return this.compareOutputs(before, now)?.length === 0
  }
}

function isOtherwise({ sent: before }: RuledAction, { sent: now }: RuledAction): boolean {
  return before !== null && now !== null && !isSameRequest(before, now)
}

function tolerate(
  rules: readonly ToleranceRule[],
  [before, now]: readonly [JsonValue | undefined, JsonValue | undefined],
  root: string,
): PathDifference[] | null {
  if (rules.length === 0 || before === undefined || now === undefined) return null
  return compareWithTolerance({ json: before }, { json: now }, { rules, root }).differences
}

/** A run whose requests and outputs are in the form that rules compare. */
class RuledRun implements PerformedRun {
  readonly from: PerformedRun['from']
  readonly actions: readonly RuledAction[]
  readonly #run: PerformedRun
  readonly #rules: RuleSet

  constructor(run: PerformedRun, rules: RuleSet) {
    this.from = run.from
    this.actions = run.actions.map((action) => new RuledAction(action, rules))
    this.#run = run
    this.#rules = rules
  }

  get end(): PerformedRun['end'] {
    const { end } = this.#run
    if (!end || end.output === undefined) return end
    return { output: this.#rules.output(FINAL_OUTPUT, end.output), error: end.error }
  }

  get stopReason(): string {
    return this.#run.stopReason
  }

  get errorClass(): string | null {
    return this.#run.errorClass
  }

  get repeatedToolCalls(): number {
    return this.#run.repeatedToolCalls
  }
}

class RuledAction implements PerformedAction {
  readonly index: number
  readonly type: string
  readonly name: string
  readonly parent: number | null
  readonly start: number
  readonly duration: number
  readonly timeToHeadersMs: number | null | undefined
  readonly outcome: PerformedAction['outcome']
  readonly error: PerformedAction['error']
  readonly status: number | null
  readonly llm: PerformedAction['llm']
  readonly source: PerformedAction['source']
  readonly #action: PerformedAction
  readonly #rules: RuleSet
  #asked: PerformedAction['asked'] | undefined
  #output: { value: JsonValue | undefined } | undefined

  constructor(action: PerformedAction, rules: RuleSet) {
    this.index = action.index
    this.type = action.type
    this.name = action.name
    this.parent = action.parent
    this.start = action.start
    this.duration = action.duration
    this.timeToHeadersMs = action.timeToHeadersMs
    this.outcome = action.outcome
    this.error = action.error
    this.status = action.status
    this.llm = action.llm
    this.source = action.source
    this.#action = action
    this.#rules = rules
  }

  get operation(): string {
    const { asked } = this
    return asked ? reachOf(this.#action.operation, asked) : this.#action.operation
  }

  get asked(): PerformedAction['asked'] {
    if (this.#asked === undefined) {
      const { asked } = this.#action
      this.#asked = asked && this.#rules.request(this.name, asked)
    }
    return this.#asked
  }

  get output(): JsonValue | undefined {
    this.#output ??= { value: this.#ruledOutput() }
    return this.#output.value
  }

  /** The request before any rule. */
  get sent(): PerformedAction['asked'] {
    return this.#action.asked
  }

  /** A rule has changed the output. */
  get isRuled(): boolean {
    return this.output !== this.#action.output
  }

  /** As it came: what it holds may be carried to other places. */
  get received(): JsonValue | undefined {
    return this.#action.received
  }

  #ruledOutput(): JsonValue | undefined {
    const { output } = this.#action
    return output === undefined ? undefined : this.#rules.output(this.name, output)
  }
}
