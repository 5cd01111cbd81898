import { countVariableChange } from '../context/variable-changes.ts'

/** Long enough to be taken for a key, and none; another one for each variable, as their keys were. */
const standInOf = (name: string) => `vitest-replay-${name}-stand-in`

/** The number of passes that need each stand-in that is in place. */
const inPlace = new Map<string, number>()

/**
 * Puts stand-ins in the place of keys that were there while a recording was made, and are not now: SDKs refuse to start without
 * one, and nothing is sent anywhere. Returns what takes them out again.
 *
 * @note A variable that is set is left alone, and so is one that somebody sets meanwhile.
 */
export function standInForCredentials(names: readonly string[]): () => void {
  const own = names.filter((name) => inPlace.has(name) || process.env[name] === undefined)
  for (const name of own) {
    inPlace.set(name, (inPlace.get(name) ?? 0) + 1)
    process.env[name] ??= standInOf(name)
  }
  if (own.length > 0) countVariableChange()
  return () => {
    for (const name of own) {
      const left = inPlace.get(name)! - 1
      if (left > 0) inPlace.set(name, left)
      else {
        inPlace.delete(name)
        if (process.env[name] === standInOf(name)) delete process.env[name]
      }
    }
    if (own.length > 0) countVariableChange()
  }
}
