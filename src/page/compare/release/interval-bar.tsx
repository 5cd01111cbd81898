import type { MetricComparison } from '../../../core/report/comparison-schema.ts'
import { formatDelta } from '../../../core/words/format-metric.ts'

const WIDTH = 120
const MIDDLE = WIDTH / 2

/** The 95 % interval of a delta, about no change; what is tolerated is shaded. */
export function IntervalBar({ metric }: { metric: MetricComparison }) {
  const { interval, delta, unit, verdict } = metric
  if (!interval || delta === null) return <span class="dim">{'\u2013'}</span>
  const [low, high] = interval
  const tolerated = toleranceOf(metric)
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(delta), tolerated) * 1.08 || 1
  const at = (value: number) => MIDDLE + (value / reach) * (MIDDLE - 2)
  const text = `${formatDelta(low, unit)} to ${formatDelta(high, unit)}`
  const tone = verdict === 'regressed' ? 'bad' : verdict === 'improved' ? 'good' : 'plain'
  return (
    <span class="interval">
      <svg
        class={`interval-bar interval-${tone}`}
        viewBox={`0 0 ${WIDTH} 14`}
        width={WIDTH}
        height={14}
        aria-hidden="true"
      >
        <rect
          class="interval-tolerance"
          x={at(-tolerated)}
          y={1}
          width={at(tolerated) - at(-tolerated)}
          height={12}
        />
        <path class="interval-zero" d={`M${MIDDLE} 0V14`} />
        <path
          class="interval-range"
          d={`M${at(low)} 7H${at(high)}M${at(low)} 4V10M${at(high)} 4V10`}
        />
        <circle class="interval-delta" cx={at(delta)} cy={7} r={3} />
      </svg>
      <span class="interval-text">{text}</span>
    </span>
  )
}

function toleranceOf({ tolerance, unit, base }: MetricComparison): number {
  return unit === 'ratio' || unit === 'score' ? tolerance : tolerance * Math.abs(base ?? 0)
}
