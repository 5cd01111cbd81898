import type { ReleaseNumbers } from '../../../core/report/comparison-schema.ts'
import { formatCount, formatRatio } from '../../../core/words/format-number.ts'
import { describeTest, formatP } from '../../../core/words/format-metric.ts'

const FIRST = 20

/** The stop reasons of both sides. */
export function StopReasons({ reasons }: { reasons: ReleaseNumbers['stopReasons'] }) {
  const { base, head, significance } = reasons
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])]
  if (names.length === 0) return null
  const countOf = (side: Record<string, number>, name: string) =>
    Object.hasOwn(side, name) ? side[name]! : 0
  const total = (side: Record<string, number>) =>
    Object.values(side).reduce((sum, count) => sum + count, 0)
  const totals = { base: total(base), head: total(head) }
  const sum = (name: string) => countOf(base, name) + countOf(head, name)
  const shown = names.sort((a, b) => sum(b) - sum(a)).slice(0, FIRST)
  return (
    <div class="stop-reasons">
      <h3>Why runs stopped</h3>
      <div role="table" aria-label="Stop reasons">
        <div role="rowgroup">
          <div class="stop-row head" role="row">
            <span role="columnheader">Stop reason</span>
            <span role="columnheader">Base</span>
            <span role="columnheader">Head</span>
          </div>
        </div>
        <div role="rowgroup">
          {shown.map((name) => (
            <div key={name} class="stop-row" role="row">
              <span role="rowheader" class="mono">
                {name}
              </span>
              <Share count={countOf(base, name)} of={totals.base} />
              <Share count={countOf(head, name)} of={totals.head} />
            </div>
          ))}
        </div>
      </div>
      {names.length > shown.length && (
        <p class="dim">{formatCount(names.length - shown.length)} rarer reasons are not shown.</p>
      )}
      {significance && (
        <p class="dim">
          {describeTest(significance)}: p = {formatP(significance.adjustedP)} after Holm
        </p>
      )}
    </div>
  )
}

function Share({ count, of }: { count: number; of: number }) {
  const share = of === 0 ? 0 : count / of
  return (
    <span role="cell" class="share">
      <span class="share-track" aria-hidden="true">
        <span class="share-bar" style={{ width: `${share * 100}%` }} />
      </span>
      <span class="share-text">
        {formatCount(count)}
        {count > 0 && <span class="dim"> {formatRatio(share)}</span>}
      </span>
    </span>
  )
}
