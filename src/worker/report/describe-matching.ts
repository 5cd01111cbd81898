import type { Redactor } from '../../core/redaction/index.ts'
import type { ReportAsked, RunReport } from '../../core/report/schema.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { FINAL_OUTPUT, describeOutput } from '../pass/final-output.ts'
import { valueJson } from '../../core/matching/asked-of.ts'

const MOST_VALUES = 100

/** What of a replay was the same only after renaming, and what the match rules did. */
export function describeMatching(
  pass: AgentPass | null,
): Pick<RunReport, 'volatile' | 'rules' | 'unusedRules'> {
  if (!pass) return { volatile: [], rules: [], unusedRules: [] }
  const { timeline, options } = pass.run
  const all = [
    ...timeline.actions.flatMap(({ name, volatile }) =>
      volatile.map((value) => ({ action: name, ...value })),
    ),
    ...(options.player?.volatileEnd ?? []).map((value) => ({ action: FINAL_OUTPUT, ...value })),
  ]
  // A conversation says its values again with every turn.
  const distinct = new Map(
    all.toReversed().map((value) => [`${value.recorded}\n${value.replayed}`, value]),
  )
  const volatile = [...distinct.values()].toReversed().slice(0, MOST_VALUES)
  const rules = options.rules.uses()
  const unusedRules = rules
    .filter(({ origin, uses }) => origin === 'call' && uses === 0)
    .map(({ rule }) => rule)
  return { volatile, rules, unusedRules }
}

/** What a replay asked for and gave, for `vitest-replay learn`. */
export function describeAsked(pass: AgentPass, redactor: Redactor): ReportAsked[] {
  const { timeline, options } = pass.run
  const { player } = options
  const asked = (player?.asked ?? []).map(({ action, asked: request }): ReportAsked => {
    const outputs =
      action.treatment === 'executed' || action.treatment === 'live'
        ? action.fresh?.outputs
        : undefined
    return {
      index: action.index,
      action: action.name,
      type: action.type,
      operation: action.operation,
      source: action.source,
      url: request.url,
      headers: request.headers,
      body: request.body,
      ...(outputs ? { output: player!.outputOf(action.name, valueJson(outputs)) } : {}),
    }
  })
  if (!player || 'error' in pass.outcome) return asked
  const output = valueJson(describeOutput(pass.outcome.output, redactor))
  return [
    ...asked,
    {
      index: timeline.actions.length,
      action: FINAL_OUTPUT,
      type: 'output',
      operation: FINAL_OUTPUT,
      source: null,
      url: '',
      headers: [],
      body: null,
      output: player.outputOf(FINAL_OUTPUT, output),
    },
  ]
}
