import type { RunComparison, RunFacts } from '../../../core/report/comparison-schema.ts'
import {
  formatCount,
  formatDuration,
  formatRatio,
  formatScore,
  formatUsd,
} from '../../../core/words/format-number.ts'
import { formatDate } from '../../format/format-date.ts'

const mean = (value: number) => formatCount(Math.round(value * 100) / 100)

const FACTS: ReadonlyArray<readonly [label: string, print: (facts: RunFacts) => string | null]> = [
  ['Test', ({ status }) => status],
  ['Stop reason', ({ stopReason }) => stopReason],
  ['Error', ({ errorClass }) => errorClass],
  ['Error rate', ({ errorRate, takes }) => (takes > 1 ? formatRatio(errorRate) : null)],
  ['Actions', ({ actions }) => mean(actions)],
  ['Tool calls', ({ toolCalls }) => mean(toolCalls)],
  ['Tool errors', ({ toolErrors }) => mean(toolErrors)],
  ['Repeated tool calls', ({ repeatedToolCalls }) => mean(repeatedToolCalls)],
  ['Match rate', ({ matchRate }) => (matchRate === null ? null : formatRatio(matchRate))],
  ['Determinism', ({ determinism }) => (determinism === null ? null : formatScore(determinism))],
  ['Cost', ({ costUsd }) => (costUsd === null ? null : formatUsd(costUsd))],
  ['Tokens', ({ tokens }) => (tokens === null ? null : formatCount(Math.round(tokens)))],
  ['Duration', ({ durationMs }) => (durationMs === null ? null : formatDuration(durationMs))],
  ['Recordings', ({ takes }) => formatCount(takes)],
  ['Recorded', ({ recordedAt }) => dateOf(recordedAt)],
  ['Release', ({ release }) => release],
  ['Cassette', ({ cassette }) => cassette],
]

/** The facts of the run on both sides; a dash for what was not measured. */
export function BothSides({ run }: { run: RunComparison }) {
  const { base, head, evidence } = run
  const rows = FACTS.map(([label, print]) => ({
    label,
    base: base && print(base),
    head: head && print(head),
  })).filter((row) => row.base !== null || row.head !== null)
  return (
    <section class="compare-section" aria-labelledby="facts-title">
      <h2 id="facts-title">Both sides</h2>
      <div class="fact-table" role="table" aria-label="Both sides">
        <div role="rowgroup">
          <div class="fact-row head" role="row">
            <span role="columnheader">
              <span class="sr-only">Fact</span>
            </span>
            <span role="columnheader">Base</span>
            <span role="columnheader">Head</span>
          </div>
        </div>
        <div role="rowgroup">
          {rows.map((row) => (
            <div
              key={row.label}
              role="row"
              class={`fact-row ${base && head && row.base !== row.head ? 'differs' : ''}`}
            >
              <span role="rowheader">{row.label}</span>
              <span role="cell">{row.base ?? <Nothing />}</span>
              <span role="cell">{row.head ?? <Nothing />}</span>
            </div>
          ))}
        </div>
      </div>
      {evidence === 'replay' && (
        <p class="dim">A replay measures neither cost nor time: only behaviour is compared.</p>
      )}
    </section>
  )
}

function Nothing() {
  return (
    <span class="dim">
      <span aria-hidden="true">{'\u2013'}</span>
      <span class="sr-only">not known</span>
    </span>
  )
}

function dateOf(text: string | null): string | null {
  const time = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(time) ? text : formatDate(time)
}
