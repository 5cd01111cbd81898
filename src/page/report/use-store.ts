import { useEffect, useState } from 'preact/hooks'
import type { ReportState, ReportStore } from './report-store.ts'

/** The state of a store; the component is rendered again when it changes. */
export function useStore(store: ReportStore): ReportState {
  const [state, setState] = useState(store.state)
  useEffect(() => {
    setState(store.state())
    return store.subscribe(() => setState(store.state()))
  }, [store])
  return state
}
