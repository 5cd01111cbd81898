import type { EvidenceFact, HypothesisClaim } from '../../report/comparison-codes.ts'
import type { HypothesisFacts } from '../../report/comparison-facts.ts'
import type { Hypothesis } from '../../report/comparison-schema.ts'
import { plural } from '../plural.ts'
import { notEvidence } from './describe-conclusion.ts'
import { type DescribedTables, describeValues, findRow } from './find-row.ts'

/** Describes where to look first. */
export function describeHypothesis(
  { layer, claim, evidence }: HypothesisFacts,
  tables: DescribedTables,
): Hypothesis {
  return {
    layer,
    statement: describeClaim(claim),
    claim,
    evidence: evidence.map(({ fact, runs }) => ({
      text: describeFact(fact, runs.length, tables),
      fact,
      runs,
    })),
  }
}

const CHANGES: Partial<
  Record<Extract<HypothesisClaim, { code: 'shared_cause' }>['cause'], string>
> = {
  input: 'a changed input of the agent',
  system_prompt: 'a changed system prompt',
  prompt: 'a changed prompt',
  tool_schema: 'a changed tool schema',
  resource: 'a changed resource',
  model_parameters: 'changed parameters of the model',
  request_headers: 'a changed header',
  sdk_drift: 'an upgraded package',
}

function describeClaim(claim: HypothesisClaim): string {
  switch (claim.code) {
    case 'shared_cause': {
      const change = CHANGES[claim.cause] ?? `the cause ${claim.cause}`
      const note = claim.cause === 'extra_call' ? `instead of ${claim.note}` : claim.note
      const named = claim.note === null ? change : `${change} (${note})`
      return `${named} is behind what got worse: look at that change first`
    }
    case 'failing_tool':
      return `the tool "${claim.tool}" fails more often: check that it is available, its time limit and its inputs`
    case 'stuck_in_loop':
      return 'the agent is stuck in a loop: check its stop conditions and what it remembers of calls it has made'
    case 'repeats_itself':
      return 'the agent repeats itself: check what it remembers of calls it has made, and its retries'
    case 'slow_model':
      return 'the model or the code between the calls got slower: no tool did'
    case 'failing_model':
      return 'the model or the code around its calls is behind the failures: check limits, filters, and what is made of answers'
  }
}

function describeFact(fact: EvidenceFact, runs: number, tables: DescribedTables): string {
  const end = plural(runs, 'run ends', 'runs end')
  switch (fact.code) {
    case 'row': {
      const row = findRow(tables, fact.row)
      if (!row) return fact.row.metric
      const of = fact.row.value === null ? '' : `${fact.row.value}: `
      return `${of}${describeValues(row)} (${row.note})`
    }
    case 'first_cause':
      return `it is the first cause in ${runs} of the ${plural(fact.of, 'run')} that regressed`
    case 'first_cause_of_number':
      return `it is the first cause in ${runs} of the ${plural(fact.of, 'run')} in which a number of the release got worse (none of them regressed alone)`
    case 'also_without_harm':
      return `and in ${plural(runs, 'run')} that did not`
    case 'ends_in_tool':
      return `${end} in it now, and did not${ifFew(fact.few, runs)}`
    case 'repeats_calls':
      return `${plural(runs, 'run repeats', 'runs repeat')} calls with the same inputs more often`
    case 'ends_at_limit':
      return `${end} at the limit of steps now`
    case 'ends_in_model': {
      const reasons = fact.reasons.map(
        ({ stopReason, errorClass, runs: times }) =>
          `${stopReason}${errorClass === null ? '' : `, ${errorClass}`} (${times})`,
      )
      return `${end} in a model call or in the code around it now, and did not${ifFew(fact.few, runs)}: ${reasons.join('; ')}`
    }
    case 'no_slower_tool':
      return 'no tool got slower beyond chance'
  }
}

function ifFew(few: boolean, runs: number): string {
  return few ? ` (${notEvidence(runs)})` : ''
}
