import type { Divergence } from '../../core/divergence/schema.ts'
import { CLAIM_STAND_IN } from '../../core/redaction/index.ts'
import { describeUnrecorded, unrecordedOf, wayToRecord } from '../../core/words/unrecorded.ts'
import type { AppliedPolicy } from '../../core/report/receipt-schema.ts'
import type { ReplayRun } from '../report/run-types.ts'

const MOST_NAMED = 3

type UnverifiedRun = Pick<ReplayRun<unknown>, 'divergences' | 'blocked' | 'dropped' | 'report'>

/**
 * Explains why the replay of a fresh recording differs from it: first by what the recorder itself did not see, replaced, or
 * left behind, and only then by what the agent reads.
 */
export function explainUnverified(run: UnverifiedRun): string[] {
  const left = unrecordedOf(run.report.receipt.policy ?? []).filter(
    ({ rule, kind }) => rule === null && kind !== 'worker',
  )
  if (left.length > 0)
    return [
      `What was not recorded has no answer in a replay: ${describeUnrecorded(left)}.`,
      `${wayToRecord(left)}.`,
    ]
  const { dropped } = run
  if (dropped.length > 0)
    return [
      `A rule of the policy drops what ran while it was recorded, and a replay does nothing in its place: ${dropped.slice(0, MOST_NAMED).join(', ')}.`,
      "If the agent reads what it writes, let it be served (no rule), or run ('execute').",
    ]
  const causes = run.divergences.filter(({ firstCause }) => firstCause)
  const secrets = explainStandIns(run)
  if (run.blocked.length > 0 || causes.some(isOfState))
    return [
      ...secrets,
      'The agent is called again right after it was recorded, and what it left is still there: a token that a module keeps,',
      'a row in a database, a file. Make it anew within the agent, or put it back before the run.',
      'If nothing is left, the agent reads what differs from call to call (the clock, random values, the order of answers).',
    ]
  const passing = passingOf(run.report.receipt.policy ?? [])
  if (passing.length > 0)
    return [
      ...secrets,
      `What policy lets pass really happens in a replay as well, and is not recorded: ${passing.join(', ')}.`,
      'If the agent reads something of it, that may be what differs: serve it, or name the place in the option "match".',
    ]
  return [
    ...secrets,
    'Find what the agent reads that differs from call to call (the clock, random values, the order of answers).',
  ]
}

/** Names what happened outside of the recording by a rule. */
function passingOf(policy: readonly AppliedPolicy[]): string[] {
  const rows = policy.filter(
    ({ rule, effect }) => rule !== null && (effect === 'passed' || effect === 'gateway'),
  )
  return rows.slice(0, MOST_NAMED).map(({ kind, name }) => `${kind} ${name}`)
}

/** A call that is made once only, or a function that gives something else the second time. */
function isOfState({ cause, kind }: Divergence): boolean {
  return (
    cause === 'missing_call' ||
    cause === 'extra_call' ||
    (kind === 'output_mismatch' && cause === 'tool_result')
  )
}

const SECRETS = [
  'The recording holds stand-ins for secrets: what the agent makes of one (its length, a hash, a signature) is made of the',
  'stand-in in a replay. If the value is no secret, let it stand with the option "redact".',
]

const CLAIMS = [
  'Of a token, a replay has the lifetime, the issuer, the audience and the scope; every other claim reads "redacted".',
  'Name the claims that the agent reads in the plugin option "redact": { claims: ["tenant"] }.',
]

function explainStandIns({ divergences, report }: UnverifiedRun): string[] {
  const readsClaim = divergences.some(({ paths }) =>
    paths.some(
      ({ recorded, replayed }) => replayed === CLAIM_STAND_IN && recorded !== CLAIM_STAND_IN,
    ),
  )
  const holdsOther = JSON.stringify([divergences, report.actions]).includes('<redacted:')
  return [...(readsClaim ? CLAIMS : []), ...(holdsOther ? SECRETS : [])]
}
