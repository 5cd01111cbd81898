import type { Cassette, RecordedAction } from '../cassette/schema.ts'

/** An action of another recording of the same agent, which was answered well. */
export interface GoodAnswer {
  cassette: Cassette
  at: number
}

/**
 * Gives an action of a recording the answer that another recording has, and lets that one answer what comes after it: the one
 * thing that is changed is the answer.
 */
export function swapAnswer(cassette: Cassette, at: number, good: GoodAnswer): Cassette {
  const target = cassette.actions.find(({ index }) => index === at)!
  const donor = good.cassette.actions.find(({ index }) => index === good.at)!
  const before = cassette.actions.filter(({ index }) => index < at)
  const rest = good.cassette.actions.filter(({ index }) => index > good.at)
  const shift = at - good.at
  const moved = rest.map((action) => ({
    ...action,
    index: action.index + shift,
    parent: action.parent === null || action.parent < good.at ? null : action.parent + shift,
  }))
  return { ...cassette, actions: [...before, answeredAs(target, donor), ...moved] }
}

/** An action that is asked as one, and answered as the other. */
function answeredAs(target: RecordedAction, donor: RecordedAction): RecordedAction {
  const { response: _r, outputs: _o, error: _e, llm: _l, ...asked } = target
  const { response, outputs, error, llm, outcome } = donor
  return {
    ...asked,
    outcome,
    ...(response ? { response } : {}),
    ...(outputs ? { outputs } : {}),
    ...(error ? { error } : {}),
    ...(llm ? { llm } : {}),
  }
}

/**
 * Finds the answer that may stand in the place of another: that of the call of the same name that comes as late in a recording
 * that ended well, else the next one of that name in the failed recording itself. `null` where there is none.
 */
export function findGoodAnswer(
  failed: Cassette,
  at: number,
  passed: readonly Cassette[],
): GoodAnswer | null {
  const target = failed.actions.find(({ index }) => index === at)!
  const isAlike = ({ type, name }: RecordedAction) => type === target.type && name === target.name
  const place = failed.actions.filter((action) => action.index < at && isAlike(action)).length
  for (const cassette of passed) {
    const found = cassette.actions.filter(isAlike)[place]
    if (found && isGood(found)) return { cassette, at: found.index }
  }
  const later = failed.actions.find(
    (action) => action.index > at && isAlike(action) && isGood(action),
  )
  return later ? { cassette: failed, at: later.index } : null
}

function isGood({ outcome, response }: RecordedAction): boolean {
  if (outcome !== 'success') return false
  return response === undefined || (response.status < 400 && response.end === 'complete')
}
