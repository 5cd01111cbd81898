import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import { formatCount } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import { formatDate } from '../format/format-date.ts'
import { useKeys } from '../keys/use-keys.ts'
import { TrendTiles } from './trend-tiles.tsx'
import { TRENDS } from './trends.ts'

/** The view of the numbers from release to release. */
export function HistoryView({ history }: { history: readonly HistoryEntry[] }) {
  useKeys({
    Escape: () => {
      location.hash = '#/'
    },
  })
  if (history.length === 0)
    return (
      <main id="main">
        <p class="empty">
          No open report contains a history. <a href="#/">Back to the runs</a>
        </p>
      </main>
    )
  return (
    <main class="compare" id="main">
      <div class="compare-title">
        <h1>History</h1>
        <span class="dim">{plural(history.length, 'release')}</span>
      </div>
      <TrendTiles history={history} />
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Releases">
        <table class="releases">
          <thead>
            <tr>
              <th scope="col">Release</th>
              <th scope="col">Date</th>
              <th scope="col" class="number">
                Runs
              </th>
              {TRENDS.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...history].reverse().map((entry, index) => (
              <tr key={index}>
                <th scope="row">
                  {entry.release}
                  {entry.commit !== null && (
                    <span class="mono dim" title={entry.commit}>
                      {' '}
                      {entry.commit.slice(0, 8)}
                    </span>
                  )}
                </th>
                <td>{formatDate(Date.parse(entry.date))}</td>
                <td class="number">{formatCount(entry.runs)}</td>
                {TRENDS.map(({ name, valueOf, print }) => {
                  const value = valueOf(entry) ?? null
                  return (
                    <td key={name} class={value === null ? 'number dim' : 'number'}>
                      {value === null ? 'unknown' : print(value)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  )
}
