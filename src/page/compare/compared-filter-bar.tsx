import { useMemo, useState } from 'preact/hooks'
import { VERDICTS } from '../../core/report/verdicts.ts'
import { AgentField } from '../parts/agent-field.tsx'
import { SearchField } from '../parts/search-field.tsx'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'
import { NO_COMPARE_FILTERS, type CompareFilters } from '../route/compare-filters.ts'
import { Select } from '../parts/select.tsx'

interface ComparedFilterBarProps {
  runs: readonly LoadedComparedRun[]
  filters: CompareFilters
  onChange(changes: Partial<CompareFilters>): void
}

/** The filters of the list of compared runs. */
export function ComparedFilterBar({ runs, filters, onChange }: ComparedFilterBarProps) {
  const agents = useMemo(
    () => [...new Set(runs.flatMap(({ run }) => (run.agent === null ? [] : [run.agent])))].sort(),
    [runs],
  )
  const [open, setOpen] = useState(false)
  const narrowed = Object.values(filters).some((value) => value !== '')
  return (
    <div class={open ? 'filters open' : 'filters'} role="search" aria-label="Filter compared runs">
      <SearchField
        label="Search compared runs"
        value={filters.text}
        onChange={(text) => onChange({ text })}
      />
      <button
        type="button"
        class="button filter-toggle"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Filters
      </button>
      <Select
        label="Verdict"
        value={filters.verdict}
        onChange={(verdict) => onChange({ verdict })}
        options={[['', 'Any verdict'], ...VERDICTS.map((verdict) => [verdict, verdict] as const)]}
      />
      <Select
        label="Evidence"
        value={filters.evidence}
        onChange={(evidence) => onChange({ evidence })}
        options={[
          ['', 'Any evidence'],
          ['takes', 'Takes'],
          ['recording', 'Recording'],
          ['replay', 'Replay'],
          ['unreplayed', 'Not replayed'],
          ['one side', 'One side only'],
        ]}
      />
      <AgentField
        id="compared-agents"
        agents={agents}
        value={filters.agent}
        onChange={(agent) => onChange({ agent })}
      />
      {narrowed && (
        <button type="button" class="button quiet" onClick={() => onChange(NO_COMPARE_FILTERS)}>
          Clear filters
        </button>
      )}
    </div>
  )
}
