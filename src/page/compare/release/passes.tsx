import type { PassComparison } from '../../../core/report/passes-schema.ts'
import { formatRatio } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'

/** pass^k of both sides. */
export function Passes({ passes }: { passes: readonly PassComparison[] }) {
  return (
    <div class="stop-reasons">
      <h3>Chance that all of k takes succeed</h3>
      <div role="table" aria-label="Chance that all of k takes succeed">
        <div role="rowgroup">
          <div class="stop-row head" role="row">
            <span role="columnheader">k</span>
            <span role="columnheader">Base</span>
            <span role="columnheader">Head</span>
          </div>
        </div>
        <div role="rowgroup">
          {passes.map(({ k, runs, base, head }) => (
            <div key={k} class="stop-row" role="row">
              <span role="rowheader">
                pass^{k} <span class="dim">{plural(runs, 'run')}</span>
              </span>
              <Side side={base} />
              <Side side={head} />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

function Side({ side: { value, interval } }: { side: PassComparison['base'] }) {
  return (
    <span role="cell">
      {formatRatio(value)}
      {interval && <span class="dim"> {interval.map(formatRatio).join(' to ')}</span>}
    </span>
  )
}
