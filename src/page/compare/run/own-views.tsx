import { useMemo } from 'preact/hooks'
import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { runHref } from '../../route/route.ts'

const FIRST = 4

/** Leads to the run's own view, where a report that is open has it. */
export function OwnViews({ run, runs }: { run: RunComparison; runs: readonly LoadedRun[] }) {
  const own = useMemo(() => runs.filter((loaded) => isOf(loaded, run)), [runs, run])
  if (own.length === 0) return null
  return (
    <p class="own-views">
      {own.slice(0, FIRST).map((loaded) => (
        <a
          key={loaded.id}
          href={runHref(loaded.id, loaded.run.divergences.length > 0 ? 'simulation' : 'telemetry')}
        >
          Open the {loaded.run.mode === 'record' ? 'recording' : 'replay'}
          {loaded.release !== null && ` of ${loaded.release}`}
          {loaded.run.take !== undefined && `, take ${loaded.run.take}`}
        </a>
      ))}
    </p>
  )
}

function isOf({ run: own }: LoadedRun, run: RunComparison): boolean {
  if (own.project !== run.project) return false
  const names = [run.test, ...(run.renamedFrom ? [run.renamedFrom] : [])]
  const cassettes = [run.base?.cassette, run.head?.cassette]
  return (
    cassettes.includes(own.cassette) ||
    (own.name === run.name &&
      names.some(({ file, fullName }) => own.test.file === file && own.test.fullName === fullName))
  )
}
