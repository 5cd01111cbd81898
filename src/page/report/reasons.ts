import type { RunReport } from '../../core/report/schema.ts'
import { titleOfCause } from '../../core/words/causes.ts'
import { plural } from '../../core/words/plural.ts'

/** A reason for which a run needs attention. */
export interface AttentionReason {
  kind:
    | 'cause'
    | 'crash'
    | 'cut_off'
    | 'blocked'
    | 'budget'
    | 'determinism'
    | 'match_rate'
    | 'no_error'
    | 'ran_away'
    | 'recording'
    | 'test'
  text: string
}

/** The names of the reasons, for a narrow place. */
export const REASON_NAMES: Record<AttentionReason['kind'], string> = {
  cause: 'diverged',
  crash: 'crashed',
  cut_off: 'cut off',
  blocked: 'blocked call',
  budget: 'over budget',
  determinism: 'not deterministic',
  match_rate: 'match rate',
  no_error: 'did not throw',
  ran_away: 'did not stop',
  recording: 'recording',
  test: 'test failed',
}

/** The reasons for which a run needs attention, the first to look at first; empty where it needs none. */
export function reasonsOf(run: RunReport): AttentionReason[] {
  const reasons: AttentionReason[] = []
  const causes = run.divergences.filter((divergence) => divergence.firstCause)
  const { diagnosis, failures = [], misses = [], pending = [], receipt } = run
  if (causes.length > 0) {
    const others = causes.length > 1 ? `, and ${plural(causes.length - 1, 'other cause')}` : ''
    reasons.push({ kind: 'cause', text: `${titleOfCause(causes[0]!)}${others}` })
  }
  if (run.status === 'interrupted')
    reasons.push({
      kind: 'cut_off',
      text:
        (diagnosis && titleOf(diagnosis.statement)) ??
        (pending[0] ? `${pending[0].name} did not end` : 'It did not end'),
    })
  else if (diagnosis) reasons.push({ kind: 'crash', text: titleOf(diagnosis.statement) })
  if (receipt.blocked > 0)
    reasons.push({
      kind: 'blocked',
      text: misses[0] ? firstLine(misses[0]) : plural(receipt.blocked, 'blocked call'),
    })
  for (const { code, statement } of failures)
    if (code !== 'match_rate' || reasons.length === 0) reasons.push({ kind: code, text: statement })
  if (run.verified === false)
    reasons.push({ kind: 'recording', text: 'Its recording does not replay' })
  if (reasons.length > 0) return reasons
  if (run.status === 'failed')
    return [{ kind: 'test', text: run.error ? firstLine(run.error) : 'The test failed' }]
  return run.matchRate !== null && run.matchRate < 1
    ? [{ kind: 'match_rate', text: 'The match rate is below 1' }]
    : []
}

/** A statement as a title: it begins with a capital letter where it does not begin with a name. */
export function titleOf(statement: string): string {
  return /^(?:the|an?|no|nothing|access) /.test(statement)
    ? `${statement[0]!.toUpperCase()}${statement.slice(1)}`
    : statement
}

const LONGEST = 240

/** The first line of a text, cut where it is long. */
export function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0]!
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}\u2026` : line
}
