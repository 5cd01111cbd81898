import { plural } from '../../../core/words/plural.ts'
import type { LoadedComparison } from '../../report/loaded-comparison.ts'
import { NO_COMPARE_FILTERS } from '../../route/compare-filters.ts'
import { compareHref } from '../../route/route.ts'
import { groundOf } from '../filter-compared.ts'
import { scrollToRuns } from '../scroll-to-runs.ts'

/** Runs of which nothing is known: missing is not passing. */
export function Unreplayed({ loaded, of }: { loaded: LoadedComparison; of: number }) {
  const { unreplayed } = loaded.comparison
  if (unreplayed === 0) return null
  const isListed = loaded.runs.some(({ run }) => groundOf(run) === 'unreplayed')
  return (
    <div class="notice unreplayed" role="note">
      <p>
        <b>{plural(unreplayed, 'run was', 'runs were')} not replayed:</b> nothing is known of what
        head's code does there. Run the tests, then compare again.{' '}
        {isListed && (
          <a
            href={compareHref({ of, filters: { ...NO_COMPARE_FILTERS, evidence: 'unreplayed' } })}
            onClick={scrollToRuns}
          >
            Show {unreplayed === 1 ? 'it' : 'them'}
          </a>
        )}
      </p>
    </div>
  )
}
