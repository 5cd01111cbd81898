import type { ReleaseNumbers } from '../../../core/report/comparison-schema.ts'
import { MetricTable } from './metric-table.tsx'
import { Passes } from './passes.tsx'
import { StopReasons } from './stop-reasons.tsx'
import { NumbersBadge } from '../verdict-badge.tsx'

interface NumbersSectionProps {
  id: string
  title: string
  said: string
  numbers: ReleaseNumbers
}

/** Numbers over many runs, and why those ended. */
export function NumbersSection({ id, title, said, numbers }: NumbersSectionProps) {
  return (
    <section class="compare-section" aria-labelledby={id}>
      <div class="section-title">
        <h2 id={id}>{title}</h2>
        <NumbersBadge verdict={numbers.verdict} />
        <span class="dim">{said}</span>
      </div>
      <MetricTable metrics={numbers.metrics} label={title} />
      {numbers.metrics.some(({ interval }) => interval !== null) && (
        <p class="metric-legend">
          Bars: the 95% interval of the delta, about no change; shaded is what is tolerated. p is
          two-sided, corrected for all metrics of the table, and speaks of the runs at hand.
        </p>
      )}
      {numbers.passes && <Passes passes={numbers.passes} />}
      <StopReasons reasons={numbers.stopReasons} />
    </section>
  )
}
