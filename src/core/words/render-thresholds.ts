import type { BudgetExcess, BudgetFinding } from '../analysis/budget.ts'
import type { DeterminismScoreFinding } from '../analysis/determinism/score.ts'
import { MATCH_RATE_DEFINITION } from './definitions.ts'
import type { MatchRateFinding } from '../analysis/thresholds.ts'
import { BAND_NAMES } from './definitions.ts'
import { formatRatio, formatScore, formatUsd } from './format-number.ts'
import { plural } from './plural.ts'

/** Describes a run compared with a minimum match rate. */
export function renderMatchRate(found: MatchRateFinding): string {
  switch (found.code) {
    case 'not_verified':
      return 'the run was recorded without being verified, so there is no match rate yet'
    case 'blocked': {
      const accepted = found.accepted > 0 ? ` (${found.accepted} accepted)` : ''
      return `${found.blocked} blocked: requests that are not in the cassette${accepted}`
    }
    case 'nothing_replayed':
      return 'nothing was replayed: the agent made none of the recorded calls'
    case 'compared':
      return `match rate ${formatRatio(found.matchRate)}, at least ${formatRatio(found.min)} required; match rate: ${MATCH_RATE_DEFINITION}`
  }
}

/** Describes a run compared with a minimum determinism score. */
export function renderDeterminismScore(found: DeterminismScoreFinding): string {
  if (found.code === 'not_measured')
    return `determinism was not measured, at least ${found.min} required`
  const { score, band, replays, min } = found
  return `determinism score ${formatScore(score)} (${BAND_NAMES[band]}, over ${plural(replays, 'replay')}), at least ${min} required`
}

/** Describes a run compared with its budget. */
export function renderBudget({ exceeded }: BudgetFinding): string {
  return exceeded.length === 0
    ? 'the run stays within its budget'
    : exceeded.map(renderExcess).join('; ')
}

const AMOUNTS = {
  actions: 'actions',
  steps: 'steps (calls of models)',
  toolCalls: 'calls of tools',
  tokens: 'tokens',
  seconds: 'seconds',
} as const

function renderExcess(excess: BudgetExcess): string {
  const { code, value, limit } = excess
  if (code === 'repeated_calls')
    return `"${excess.name}" was called ${plural(value, 'time')} with the same inputs, at most ${limit} allowed`
  if (code === 'repeated_writes')
    return `"${excess.name}" was sent with the same body so that it took effect ${plural(value, 'time')}, at most ${limit} allowed`
  const [what, print] = code === 'usd' ? ['cost', formatUsd] : [AMOUNTS[code], String]
  return `${what} ${value === null ? 'unknown' : print(value)}, at most ${print(limit)} allowed`
}
