import type { Comparison } from '../../../core/report/comparison-schema.ts'
import { VERDICTS } from '../../../core/report/verdicts.ts'
import { formatCount } from '../../../core/words/format-number.ts'
import { NO_COMPARE_FILTERS, type CompareFilters } from '../../route/compare-filters.ts'
import { compareHref } from '../../route/route.ts'
import { scrollToRuns } from '../scroll-to-runs.ts'

interface TotalsBarProps {
  totals: Comparison['totals']
  of: number
  filters: CompareFilters
}

/** The count of runs by verdict; each leads to its runs. */
export function TotalsBar({ totals, of, filters }: TotalsBarProps) {
  const present = VERDICTS.filter((verdict) => (totals[verdict] ?? 0) > 0)
  return (
    <div class="totals">
      <div class="totals-bar" aria-hidden="true">
        {present.map((verdict) => (
          <span key={verdict} class={`verdict-${verdict}`} style={{ flexGrow: totals[verdict] }} />
        ))}
      </div>
      <ul class="totals-list">
        {present.map((verdict) => (
          <li key={verdict}>
            <a
              href={compareHref({ of, filters: { ...NO_COMPARE_FILTERS, verdict } })}
              aria-current={filters.verdict === verdict ? 'true' : undefined}
              onClick={scrollToRuns}
            >
              <span class={`swatch verdict-${verdict}`} />
              {formatCount(totals[verdict])} {verdict}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
