import { plural } from '../format/format.ts'
import type { LoadedComparison } from '../report/loaded-comparison.ts'
import { NO_COMPARE_FILTERS } from '../route/compare-filters.ts'
import { compareHref } from '../route/route.ts'
import { scrollToRuns } from './scroll-to-runs.ts'

/** What the reason of such a run says. */
const SAID = 'nothing was replayed'

/** Runs of which nothing is known: missing is not passing. */
export function Unreplayed({ loaded, of }: { loaded: LoadedComparison; of: number }) {
  const { unreplayed } = loaded.comparison
  if (unreplayed === 0) return null
  const isListed = loaded.runs.some(({ text }) => text.includes(SAID))
  return (
    <div class="notice unreplayed" role="note">
      <p>
        <b>
          {plural(unreplayed, 'run')} {unreplayed === 1 ? 'was' : 'were'} not replayed:
        </b>{' '}
        nothing is known of what head's code does there.{' '}
        {isListed && (
          <a
            href={compareHref({ of, filters: { ...NO_COMPARE_FILTERS, text: SAID } })}
            onClick={scrollToRuns}
          >
            Show {unreplayed === 1 ? 'it' : 'them'}
          </a>
        )}
      </p>
    </div>
  )
}
