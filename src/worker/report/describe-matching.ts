import type { ReportAsked, RunReport } from '../../core/report/schema.ts'
import { FINAL_OUTPUT } from '../pass/final-output.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
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
  const rules = ledger.options.rules.uses()
  const unusedRules = rules
    .filter(({ origin, uses }) => origin === 'call' && uses === 0)
    .map(({ rule }) => rule)
  return { volatile, rules, unusedRules }
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
