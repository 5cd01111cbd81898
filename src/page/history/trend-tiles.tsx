import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import { Sparkline } from './sparkline.tsx'
import { TRENDS, type Trend } from './trends.ts'

const LINES = 4

/** Match rate, determinism, cost and error rate from release to release. */
export function TrendTiles({ history }: { history: readonly HistoryEntry[] }) {
  return (
    <div class="trends">
      {TRENDS.slice(0, LINES).map((trend) => (
        <Tile key={trend.name} trend={trend} history={history} />
      ))}
    </div>
  )
}

function Tile({ trend, history }: { trend: Trend; history: readonly HistoryEntry[] }) {
  const values = history.map((entry) => trend.valueOf(entry) ?? null)
  const last = values.findLastIndex((value) => value !== null)
  const before = values.findLastIndex((value, at) => value !== null && at < last)
  const { print } = trend
  return (
    <figure class="trend">
      <figcaption>
        {trend.name} <span class="dim">{trend.better} is better</span>
      </figcaption>
      {last === -1 ? (
        <p class="dim trend-unknown">never measured</p>
      ) : (
        <>
          <p class="trend-value">
            {print(values[last]!)}
            <span class="sub dim">
              {last === values.length - 1 ? '' : `at ${history[last]!.release}; `}
              {before === -1
                ? 'measured once'
                : `was ${print(values[before]!)} at ${history[before]!.release}`}
            </span>
          </p>
          <Sparkline values={values} />
        </>
      )}
    </figure>
  )
}
