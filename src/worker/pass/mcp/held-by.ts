import type { RecordedAction } from '../../../core/cassette/schema.ts'

/**
 * The actions that do not happen without another one, by the number of that: those within it, and of messages those that it
 * sent, or that were sent for it.
 */
export function heldBy(recorded: readonly RecordedAction[]): Map<number, number[]> {
  const held = new Map<number, number[]>()
  for (const { index, parent, mcp } of recorded) {
    for (const holder of [parent, mcp?.within, mcp?.of]) {
      if (typeof holder !== 'number') continue
      const others = held.get(holder)
      if (others) others.push(index)
      else held.set(holder, [index])
    }
  }
  return held
}
