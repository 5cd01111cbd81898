import { formatCount } from '../../core/words/format-number.ts'
import type { countStatuses } from '../report/filter-runs.ts'

type Counts = ReturnType<typeof countStatuses>

interface StatusChipsProps {
  counts: Counts
  value: string
  onChange(status: string): void
}

const CHIPS: ReadonlyArray<readonly [keyof Counts, string, string]> = [
  ['', 'All', 'plain'],
  ['running', 'Running', 'plain'],
  ['failed', 'Failed', 'bad'],
  ['interrupted', 'Interrupted', 'warn'],
  ['attention', 'Needs attention', 'plain'],
  ['passed', 'Passed', 'good'],
]

/** The statuses with their counts: a click shows the runs of one, another click all again. */
export function StatusChips({ counts, value, onChange }: StatusChipsProps) {
  return (
    <div class="chips" role="group" aria-label="Status">
      {CHIPS.filter(([status]) => status === '' || status === value || counts[status] > 0).map(
        ([status, label, tone]) => (
          <button
            key={status}
            type="button"
            class={`chip chip-${tone}`}
            aria-pressed={status === value}
            onClick={() => onChange(status === value ? '' : status)}
          >
            {label} <b class="number">{formatCount(counts[status])}</b>
          </button>
        ),
      )}
    </div>
  )
}
