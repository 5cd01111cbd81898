import { useEffect, useState } from 'preact/hooks'
import type { LoadedRun } from './loaded-run.ts'
import { searchContent, type ContentMatch } from './search-content.ts'

export type ContentMatches = ReadonlyMap<LoadedRun, ContentMatch>

const NONE: ContentMatches = new Map()
const PAUSE_MS = 250
const SHORTEST = 3

/** The runs whose content holds a text; they are found while the page stays usable. */
export function useContentMatches(
  runs: readonly LoadedRun[],
  text: string,
): { matches: ContentMatches; isSearching: boolean } {
  const [state, setState] = useState({ text: '', matches: NONE, isSearching: false })
  const wanted = text.trim().length >= SHORTEST ? text.trim().toLowerCase() : ''
  useEffect(() => {
    if (wanted === '') return
    let isStopped = false
    const search = async () => {
      const matches = new Map<LoadedRun, ContentMatch>()
      setState({ text: wanted, matches: NONE, isSearching: true })
      await searchContent(
        runs,
        wanted.split(/\s+/),
        (loaded, match) => matches.set(loaded, match),
        () => isStopped,
      )
      if (!isStopped) setState({ text: wanted, matches, isSearching: false })
    }
    const timer = setTimeout(() => void search(), PAUSE_MS)
    return () => {
      isStopped = true
      clearTimeout(timer)
    }
  }, [runs, wanted])
  return state.text === wanted && wanted !== '' ? state : { matches: NONE, isSearching: false }
}
