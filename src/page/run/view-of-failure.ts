import type { LoadedRun } from '../report/loaded-run.ts'
import { runHref, type Tab } from '../route/route.ts'

/** The address of the view of a run that shows why it needs attention; that of its actions where it needs none. */
export function viewOfFailure({ id, reasons }: LoadedRun): string {
  return runHref(id, tabOf(reasons[0]?.kind))
}

function tabOf(kind: LoadedRun['reasons'][number]['kind'] | undefined): Tab {
  if (kind === 'cause' || kind === 'match_rate') return 'simulation'
  return kind === 'determinism' ? 'determinism' : 'telemetry'
}
