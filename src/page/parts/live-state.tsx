import type { LiveLink } from '../report/live-link.ts'

/** The connection to Vitest, beside the name of the page. */
export function LiveState({ live }: { live: LiveLink }) {
  const text = !live.isConnected
    ? 'Not connected: Vitest has ended'
    : live.isTesting
      ? 'Tests run'
      : 'Live: a saved file runs its tests'
  return (
    <span class={live.isTesting ? 'live running' : 'live'} role="status">
      {text}
    </span>
  )
}
