import { useMemo, useState } from 'preact/hooks'
import { AgentField } from '../parts/agent-field.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { Select } from '../parts/select.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import {
  isNarrowed,
  NO_FILTERS,
  WINDOWS,
  type Grouping,
  type RunFilters,
  type TimeWindow,
} from '../route/route.ts'

interface FilterBarProps {
  runs: readonly LoadedRun[]
  filters: RunFilters
  onChange(changes: Partial<RunFilters>): void
}

const WINDOW_LABELS: Record<TimeWindow, string> = {
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  all: 'All',
}

/** The filters of the list of runs. */
export function RunFilterBar({ runs, filters, onChange }: FilterBarProps) {
  const choices = useMemo(() => choicesOf(runs), [runs])
  const [open, setOpen] = useState(false)
  const { sort, group, descending } = filters
  const hidden = [filters.agent, filters.tag, filters.release, filters.minCost || ''].filter(
    (value) => value !== '',
  ).length
  return (
    <div class={open ? 'filters open' : 'filters'} role="search" aria-label="Filter runs">
      <SearchField
        label="Search runs"
        value={filters.text}
        onChange={(text) => onChange({ text })}
      />
      <button
        type="button"
        class="button filter-toggle"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {hidden > 0 ? `Filters (${hidden})` : 'Filters'}
      </button>
      <AgentField
        id="agents"
        agents={choices.agents}
        value={filters.agent}
        onChange={(agent) => onChange({ agent })}
      />
      <Select
        label="Tag"
        value={filters.tag}
        onChange={(tag) => onChange({ tag })}
        options={[['', 'Any tag'], ...pairs(choices.tags)]}
      />
      <Select
        label="Release"
        value={filters.release}
        onChange={(release) => onChange({ release })}
        options={[['', 'Any release'], ...pairs(choices.releases)]}
      />
      <label class="field cost">
        <span aria-hidden="true">Cost ≥ $</span>
        <input
          type="number"
          min="0"
          step="0.01"
          aria-label="Minimum cost in US dollars"
          value={filters.minCost === 0 ? '' : filters.minCost}
          onInput={(event) => onChange({ minCost: Number(event.currentTarget.value) || 0 })}
        />
      </label>
      <fieldset class="segments">
        <legend class="sr-only">Started within</legend>
        {WINDOWS.map((since) => (
          <label key={since}>
            <input
              type="radio"
              name="since"
              checked={filters.since === since}
              onChange={() => onChange({ since })}
            />
            <span>{WINDOW_LABELS[since]}</span>
          </label>
        ))}
      </fieldset>
      <Select
        label="Group by"
        value={group}
        onChange={(chosen) => onChange({ group: chosen as Grouping })}
        options={[
          ['', 'No groups'],
          ['file', 'By file'],
          ['cause', 'By cause'],
        ]}
      />
      {isNarrowed(filters) && (
        <button
          type="button"
          class="button quiet"
          onClick={() => onChange({ ...NO_FILTERS, sort, group, descending })}
        >
          Clear filters
        </button>
      )}
    </div>
  )
}

function pairs(values: string[]): Array<readonly [string, string]> {
  return values.map((value) => [value, value] as const)
}

function choicesOf(runs: readonly LoadedRun[]) {
  const agents = new Set<string>()
  const tags = new Set<string>()
  const releases = new Set<string>()
  for (const { run, release } of runs) {
    if (run.agent !== null) agents.add(run.agent)
    for (const tag of run.tags) tags.add(tag)
    if (release !== null) releases.add(release)
  }
  return { agents: [...agents].sort(), tags: [...tags].sort(), releases: [...releases].sort() }
}
