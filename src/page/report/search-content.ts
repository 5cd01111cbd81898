import { readContent, readEnds } from './content-text.ts'
import type { LoadedRun } from './loaded-run.ts'

/** A place in a run whose content holds what was searched for. */
export interface ContentMatch {
  /** The index of the action; `null` for the run's input or output. */
  action: number | null
  /** The text around it. */
  around: string
}

/** Milliseconds after which the search lets the page draw. */
const SLICE_MS = 12

/**
 * Searches what was asked and answered in runs, reading those that are not loaded yet; a run matches where one of its
 * actions, or its ends, hold all words.
 *
 * @param isStopped Ends the search early.
 */
export async function searchContent(
  runs: readonly LoadedRun[],
  words: readonly string[],
  found: (loaded: LoadedRun, match: ContentMatch) => void,
  isStopped: () => boolean,
): Promise<void> {
  let since = performance.now()
  for (const loaded of runs) {
    if (performance.now() - since > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve))
      since = performance.now()
    }
    if (isStopped()) return
    const opened = loaded.open ? await loaded.open() : loaded
    const match = matchIn(opened, words)
    if (match) found(loaded, match)
  }
}

function matchIn(loaded: LoadedRun, words: readonly string[]): ContentMatch | null {
  for (const action of loaded.run.actions) {
    const around = aroundOf(readContent(loaded, action), words)
    if (around !== null) return { action: action.index, around }
  }
  const around = aroundOf(readEnds(loaded), words)
  return around === null ? null : { action: null, around }
}

const BEFORE = 30
const AFTER = 60

function aroundOf(text: string, words: readonly string[]): string | null {
  const lower = text.toLowerCase()
  if (!words.every((word) => lower.includes(word))) return null
  const at = lower.indexOf(words[0]!)
  return text.slice(Math.max(0, at - BEFORE), at + AFTER).replace(/\s+/g, ' ')
}
