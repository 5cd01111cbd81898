import { useMemo, useState } from 'preact/hooks'
import { plural } from '../../../core/words/plural.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { isFailure, type PageCause } from '../../report/page-causes.ts'
import { CauseCard } from './cause-card.tsx'

const FIRST = 8

interface CauseSectionProps {
  causes: readonly PageCause[]
  /** The runs that the filters leave. */
  shown: readonly LoadedRun[]
}

/** The causes for which the runs that are shown failed: each once, that of the most runs first. */
export function CauseSection({ causes, shown }: CauseSectionProps) {
  const [all, setAll] = useState(false)
  const present = useMemo(() => {
    const ids = new Set(shown)
    return causes.filter(({ runs }) => runs.some((loaded) => ids.has(loaded)))
  }, [causes, shown])
  if (present.length === 0) return null
  const broken = new Set(present.flatMap(({ runs }) => runs.filter(isFailure))).size
  const listed = all ? present : present.slice(0, FIRST)
  return (
    <section class="causes page-causes" aria-labelledby="causes-title">
      <h2 id="causes-title">
        {plural(present.length, 'cause')}
        {broken > 0 && ` broke ${plural(broken, 'run')}`}
      </h2>
      {listed.map((cause, at) => (
        <CauseCard key={cause.key} cause={cause} open={at === 0} />
      ))}
      {present.length > listed.length && (
        <button type="button" class="button quiet" onClick={() => setAll(true)}>
          Show {plural(present.length - listed.length, 'more cause')}
        </button>
      )}
    </section>
  )
}
