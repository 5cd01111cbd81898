import type { ReportAsked, RunReport } from '../../core/report/schema.ts'
import { FINAL_OUTPUT, type RuleUse } from '../../core/matching/match-rules.ts'
import { givenBack } from '../../core/divergence/recorded-side.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import type { PassOptions } from '../pass/pass-options.ts'
import type { PassOutcome } from '../pass/pass-outcome.ts'
import type { JudgedPass } from './judge-pass.ts'
import { valueJson } from '../../core/matching/asked-of.ts'

const MOST_VALUES = 100

/** Lists the values of a judged replay that were the same only after renaming, and the uses of the match rules. */
export function describeMatching(
  ledger: PassLedger | undefined,
  judgement: JudgedPass | null | undefined,
): Pick<RunReport, 'volatile' | 'rules' | 'unusedRules'> {
  if (!ledger || !judgement) return { volatile: [], rules: [], unusedRules: [] }
  const all = [
    ...ledger.actions.flatMap(({ name, volatile }) =>
      volatile.map((value) => ({ action: name, ...value })),
    ),
    ...judgement.volatileEnd.map((value) => ({ action: FINAL_OUTPUT, ...value })),
  ]
  // A conversation repeats its values with every turn.
  const distinct = new Map(
    all.toReversed().map((value) => [`${value.recorded}\n${value.replayed}`, value]),
  )
  const volatile = [...distinct.values()].toReversed().slice(0, MOST_VALUES)
  const rules = withAnswers(ledger.options.rules.uses(), ledger.options)
  const unusedRules = rules
    .filter(({ origin, uses, inComparisons }) => origin === 'call' && uses === 0 && !inComparisons)
    .map(({ rule }) => rule)
  return { volatile, rules, unusedRules }
}

/** Marks rules that change nothing in a replay, since it gives answers back as they were, and that two recordings need. */
function withAnswers(uses: RuleUse[], { rules, player }: PassOptions): RunReport['rules'] {
  if (!player || rules.isEmpty || uses.every((rule) => rule.uses > 0)) return uses
  const answers = player.recorded.filter(({ type }) => type === 'http')
  const held = rules.usesIn(answers.map((action) => [action.name, givenBack(action) ?? null]))
  return uses.map((rule, at) =>
    rule.uses === 0 && held[at]! > 0 ? { ...rule, inComparisons: true } : rule,
  )
}

/** Lists the requests and outputs of a replay, for `vitest-replay learn`. */
export function describeAsked(pass: {
  ledger: PassLedger
  outcome: PassOutcome | null
}): ReportAsked[] {
  const { actions, options } = pass.ledger
  const { player } = options
  if (!player) return []
  const asked = actions.flatMap((action): ReportAsked[] => {
    const request = action.matchable && player.askedBy(action)
    if (!request) return []
    const ran = action.treatment === 'executed' || action.treatment === 'live'
    const outputs = ran ? action.fresh?.outputs : undefined
    return [
      {
        index: action.index,
        action: action.name,
        type: action.type,
        operation: action.operation,
        source: action.source,
        url: request.url,
        headers: request.headers,
        body: request.body,
        ...(outputs ? { output: player.outputOf(action.name, valueJson(outputs)) } : {}),
      },
    ]
  })
  if (pass.outcome?.kind !== 'returned') return asked
  return [
    ...asked,
    {
      index: actions.length,
      action: FINAL_OUTPUT,
      type: 'output',
      operation: FINAL_OUTPUT,
      source: null,
      url: '',
      headers: [],
      body: null,
      output: player.outputOf(FINAL_OUTPUT, valueJson(pass.outcome.stored)),
    },
  ]
}
