import type { Cassette, RecordedAction } from '../../core/cassette/schema.ts'

/**
 * The part of an interrupted recording that is resumed: all but the failed calls at its end, and the approvals that nobody
 * answered. They may be why it did not come to its end, and are made again; what they were answered would otherwise fail every
 * further try.
 */
export function resumedPart(cassette: Cassette): Cassette {
  const last = cassette.actions.findLastIndex(({ outcome }) => outcome !== 'error')
  const actions = cassette.actions.slice(0, last + 1).filter((action) => !isPending(action))
  return actions.length === cassette.actions.length ? cassette : { ...cassette, actions }
}

function isPending({ type, error }: RecordedAction): boolean {
  return type === 'approval' && error?.code === 'APPROVAL_PENDING'
}
