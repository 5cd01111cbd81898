import { areOneByOne } from '../../../core/divergence/differences/order.ts'
import {
  findMovedReadings,
  isCertain,
  type MovedReading,
} from '../../../core/matching/readings/moved-readings.ts'
import type { VolatileValue } from '../../../core/matching/volatile-values.ts'
import type { JournalledPlace } from '../../environment/journal-book.ts'
import type { ActionState } from '../observed-action.ts'
import type { PassOptions } from '../pass-options.ts'

type Replay = Pick<PassOptions, 'environment' | 'player'>

/** Finds the readings of the journal that stand in another one's place, once the agent reads no more. */
export function movedInPass(
  { environment, player }: Replay,
  values: readonly VolatileValue[],
): Array<MovedReading<JournalledPlace>> {
  const readings = values.length === 0 ? null : environment?.readings
  if (!readings) return []
  const isSequential = areOneByOne(player!.recorded)
  return findMovedReadings(values, { ...readings, isSequential })
}

/** Finds those that are a change of the agent, and lists none where it is not known which vary by themselves. */
export function changedReadings(
  options: Replay & Pick<PassOptions, 'comparesReadings'>,
  values: readonly VolatileValue[],
): VolatileValue[] {
  if (!options.comparesReadings) return []
  return movedInPass(options, values)
    .filter(isCertain)
    .map(({ value }) => value)
}

/** The state of an action of which some values turn out to be changes. */
export function withChanged(state: ActionState, changed: readonly VolatileValue[]): ActionState {
  if (changed.length === 0 || state.kind === 'asked' || state.kind === 'blocked') return state
  const { decision } = state
  const isAsked =
    decision?.kind === 'volatile' && decision.values.some((value) => changed.includes(value))
  const decided: ActionState = isAsked
    ? { ...state, decision: { ...decision, kind: 'mismatched' } }
    : state
  if (decided.kind !== 'ran') return decided
  const { output, volatile } = decided.differences
  const moved = volatile.filter((value) => changed.includes(value))
  const rest = volatile.filter((value) => !changed.includes(value))
  return { ...decided, differences: { output: [...output, ...moved], volatile: rest } }
}
