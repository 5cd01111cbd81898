import type { ReportAction } from '../../core/report/action-schema.ts'
import { hasFailedAction } from '../../core/report/failed-action.ts'
import { answerTime } from '../../core/cassette/answer-time.ts'
import { NATURAL } from '../report/filter-runs.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import type { LedgerFilters, LedgerSort } from '../route/ledger-filters.ts'

/** An action of any run. */
export interface LedgerRow {
  loaded: LoadedRun
  action: ReportAction
  outcome: string
  /** Milliseconds until the agent had its answer; `null` where nothing ran. */
  duration: number | null
  /** The moment at which it started in this execution; `null` where it is not known. */
  startedAt: number | null
  tokens: number | null
}

/** The actions of runs that are loaded, as rows. */
export function rowsOf(runs: readonly LoadedRun[]): LedgerRow[] {
  return runs.flatMap((loaded) =>
    loaded.run.actions.map((action): LedgerRow => {
      const { recordedDuration, timeToHeadersMs, replayedDuration } = action
      const { inputTokens, outputTokens } = action
      const isError = hasFailedAction(action) && action.outcome !== 'blocked'
      return {
        loaded,
        action,
        outcome: isError ? 'error' : action.outcome,
        duration:
          recordedDuration === null
            ? replayedDuration
            : answerTime({ duration: recordedDuration, timeToHeadersMs }),
        startedAt: action.startedAt
          ? Date.parse(action.startedAt)
          : loaded.startedAt === null
            ? null
            : loaded.startedAt + action.start,
        tokens:
          inputTokens === null && outputTokens === null
            ? null
            : (inputTokens ?? 0) + (outputTokens ?? 0),
      }
    }),
  )
}

/** The rows that match the filters, sorted; unknown values come last. */
export function filterRows(rows: readonly LedgerRow[], filters: LedgerFilters): LedgerRow[] {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean)
  const kept = rows.filter(
    ({ action, loaded, outcome }) =>
      (filters.type === '' || action.type === filters.type) &&
      (filters.outcome === '' || outcome === filters.outcome) &&
      (words.length === 0 || hasWords(action, loaded, words)),
  )
  if (filters.sort === 'run' && !filters.descending) return kept
  const valueOf = VALUES[filters.sort]
  const direction = filters.descending ? -1 : 1
  return kept.sort((a, b) => compare(valueOf(a), valueOf(b), direction))
}

function hasWords(action: ReportAction, { run }: LoadedRun, words: readonly string[]): boolean {
  const facts = [
    action.name,
    action.model ?? '',
    action.treatment,
    action.spanId ?? '',
    action.error ? `${action.error.name} ${action.error.message}` : '',
    action.source?.file ?? '',
    run.name,
    run.agent ?? '',
    run.runId,
    ...run.tags,
  ]
  const text = facts.join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

const VALUES: Record<LedgerSort, (row: LedgerRow) => string | number | null> = {
  run: ({ loaded }) => loaded.run.name,
  started: ({ startedAt }) => startedAt,
  name: ({ action }) => action.name,
  duration: ({ duration }) => duration,
  tokens: ({ tokens }) => tokens,
  cost: ({ action }) => action.costUsd,
}

function compare(a: string | number | null, b: string | number | null, direction: number): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  const order =
    typeof a === 'string' || typeof b === 'string' ? NATURAL.compare(String(a), String(b)) : a - b
  return order * direction
}
