import { useLayoutEffect, useState } from 'preact/hooks'
import { parseRoute, printRoute, type Route } from './route.ts'

const CHANGED = 'vitest-replay:route'

/**
 * The place from which a run was last opened: the list of runs or a compared run, with its filters.
 */
let lastRuns = '#/'

/** The present place; the component is rendered again when it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  // An effect would begin to listen a frame after the page is there.
  useLayoutEffect(() => {
    const update = () => setHash(location.hash)
    addEventListener('hashchange', update)
    addEventListener(CHANGED, update)
    return () => {
      removeEventListener('hashchange', update)
      removeEventListener(CHANGED, update)
    }
  }, [])
  const route = parseRoute(hash)
  if (route.page === 'runs' || (route.page === 'compare' && route.id !== null))
    lastRuns = printRoute(route)
  return route
}

/** Goes to a place; `replace` leaves no step behind for the back button. */
export function navigate(route: Route, { replace = false } = {}): void {
  const hash = printRoute(route)
  if (!replace) {
    location.hash = hash
    return
  }
  history.replaceState(null, '', hash)
  dispatchEvent(new Event(CHANGED))
}

/** The action in the present address: keys may come faster than the page is rendered. */
export function presentAction(): number | null {
  const route = parseRoute(location.hash)
  return route.page === 'run' ? route.action : null
}

/** The address of the view that a run was opened from. */
export function backHref(): string {
  return lastRuns
}

/** The name of the place that the way back leads to. */
export function backLabel(): string {
  return lastRuns.startsWith('#/compare') ? 'Compare' : 'Runs'
}
