import { RunIntervals } from '../begun/run-intervals.ts'
import type { AgentPass } from '../pass/agent-pass.ts'
import { Withholding } from '../pass/limits/withholding.ts'
import {
  findOfIntervals,
  findOfModules,
  findRepeated,
  joinFound,
  separateBackground,
  type FoundBackground,
  type RecordedWhole,
} from './learn-background.ts'

/** A replay that shows whether an agent does without the answers of the background. */
export interface Withheld {
  withholding: Withholding
  intervals: RunIntervals
}

/** A recording as it is written, and the replay that verified it. */
export interface Tried {
  written: { cassette: RecordedWhole }
  verified: { replayed?: AgentPass | undefined }
}

/**
 * Takes requests that seem to go on in the background out of a recording, where the agent does the same when none of them is
 * answered. What its intervals request is such where it comes in another number as soon as they fire faster.
 *
 * @param attempt Writes a recording, and verifies it without these answers.
 * @returns The recording without them, `null` where there is none, and what was tried besides.
 */
export async function tryBackground<Attempt extends Tried>(
  recorded: RecordedWhole,
  passes: { recorded: AgentPass; replayed: AgentPass },
  attempt: (cassette: RecordedWhole, withheld: Withheld) => Promise<Attempt>,
): Promise<{ separate: Attempt | null; others: Attempt[] }> {
  const without = async (found: FoundBackground, pace: 'own' | 'hurried') => {
    const quiet = separateBackground(recorded, passes.recorded, found)
    if (quiet.actions.length === 0) return null
    const withheld = { withholding: new Withholding(), intervals: new RunIntervals(pace) }
    const tried = await attempt(quiet, withheld)
    const { end } = tried.written.cassette
    if (withheld.withholding.state === 'needed') end.verified = false
    return tried
  }
  const ofModules = await findOfModules(passes)
  const ofIntervals = findOfIntervals(passes)
  const hurried = ofIntervals && (await without(joinFound(ofModules, ofIntervals), 'hurried'))
  const others = hurried ? [hurried] : []
  const isSame = hurried?.written.cassette.end.verified === true
  const repeated = isSame
    ? findRepeated(ofIntervals!, { ...passes, hurried: hurried.verified.replayed! })
    : null
  const found = repeated ? joinFound(ofModules, repeated) : ofModules
  const tried = found.operations.size === 0 ? null : await without(found, 'own')
  if (tried?.written.cassette.end.verified !== true)
    return { separate: null, others: tried ? [...others, tried] : others }
  const { end } = tried.written.cassette
  // A count of an interval is another number at another pace.
  const varying = [
    ...(end.varyingHeaders ?? []),
    ...(hurried?.written.cassette.end.varyingHeaders ?? []),
  ]
  if (isSame && varying.length > 0) end.varyingHeaders = [...new Set(varying)].sort()
  return { separate: tried, others }
}
