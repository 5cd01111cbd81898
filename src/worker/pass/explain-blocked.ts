import { ReplayError } from '../../core/errors.ts'
import { describeDifference } from '../../core/words/text-diff.ts'
import type { Blocked } from './decision.ts'
import type { PassOptions } from './pass-options.ts'

/** Explains why a call was not answered. */
export function explainBlocked(
  call: string,
  { cause, nearest, asked }: Blocked,
  { runName, player }: Pick<PassOptions, 'runName' | 'player'>,
): string {
  if (cause === 'stopped')
    return `${call} was not answered: "${runName}" stopped at its first divergence (option "onDivergence")`
  const missing = `${call} is not in the cassette of "${runName}"`
  if (!nearest) return `${missing}; the cassette holds no such operation`
  const differences = asked ? player!.differences(asked, nearest) : []
  const paths = differences.slice(0, 2).map(describeDifference)
  const how = paths.length > 0 ? `differs in ${paths.join(', ')}` : 'was served already'
  return `${missing}; the nearest recorded action is ${nearest.index} (${nearest.name}), which ${how}`
}

/** The failure of a recording in which a rule refused a call. */
export function refusedByPolicy(runName: string, reason: string): ReplayError {
  return new ReplayError('REFUSED_BY_POLICY', {
    attempted: `Failed to record "${runName}"`,
    reason,
    remedy: 'Prevent the agent from doing this, or change the rule',
  })
}
