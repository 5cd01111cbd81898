import { useMemo, useState } from 'preact/hooks'
import { ExportMenu } from '../../export/export-menu.tsx'
import { useKeys } from '../../keys/use-keys.ts'
import { SearchField } from '../../parts/search-field.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { navigate, presentAction } from '../../route/use-route.ts'
import { Select } from '../../parts/select.tsx'
import type { RunRoute } from '../../route/route.ts'
import { ActionList } from './action-list.tsx'
import { Conversation } from './conversation.tsx'
import { depthsOf, filterActions } from './filter-actions.ts'
import { Inspector } from './inspector.tsx'

/**
 * The tab of a run's actions: a list with its waterfall, or the conversation; and one action in
 * full.
 */
export function TelemetryTab({ loaded, route }: { loaded: LoadedRun; route: RunRoute }) {
  const { actions } = loaded.run
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState('')
  const [open, setOpen] = useState(false)
  const depths = useMemo(() => depthsOf(actions), [actions])
  const shown = useMemo(() => filterActions(loaded, text, outcome), [loaded, text, outcome])
  const selected = route.action ?? initialAction(loaded)
  const select = (action: number) => navigate({ ...route, action }, { replace: true })
  const move = (step: number) => () => {
    const present = presentAction() ?? selected
    const at = shown.findIndex(({ index }) => index === present)
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))]
    if (next) select(next.index)
  }
  useKeys({ ArrowDown: move(1), ArrowUp: move(-1) })
  const action = actions.find(({ index }) => index === selected)
  const conversation = route.view === 'conversation'
  return (
    <div class="telemetry">
      <div class="toolbar">
        <SearchField label="Search actions" value={text} onChange={setText} />
        <Select
          label="Outcome"
          value={outcome}
          onChange={setOutcome}
          options={[
            ['', 'Any outcome'],
            ['success', 'Success'],
            ['replayed', 'Replayed'],
            ['error', 'Error'],
            ['blocked', 'Blocked'],
            ['mismatched', 'Mismatched answers'],
          ]}
        />
        <fieldset class="segments">
          <legend class="sr-only">View</legend>
          {(['actions', 'conversation'] as const).map((view) => (
            <label key={view}>
              <input
                type="radio"
                name="view"
                checked={route.view === view}
                onChange={() => navigate({ ...route, view }, { replace: true })}
              />
              <span>{view === 'actions' ? 'Actions' : 'Conversation'}</span>
            </label>
          ))}
        </fieldset>
        {!conversation && (
          <button type="button" class="button" aria-pressed={open} onClick={() => setOpen(!open)}>
            {open ? 'Collapse all' : 'Expand all'}
          </button>
        )}
        <span class="grow" />
        <ExportMenu runs={[loaded]} actions={shown} />
      </div>
      <div class="split">
        {conversation ? (
          <Conversation loaded={loaded} text={text} selected={selected} onSelect={select} />
        ) : (
          <ActionList
            loaded={loaded}
            actions={shown}
            depths={depths}
            open={open}
            selected={selected}
            onSelect={select}
          />
        )}
        {action ? (
          <Inspector key={action.index} loaded={loaded} action={action} />
        ) : (
          <p class="empty">Select an action.</p>
        )}
      </div>
    </div>
  )
}

/** The action to show first: the first error, else the first action. */
function initialAction({ run }: LoadedRun): number | null {
  return run.signals?.first_error_span?.index ?? run.actions[0]?.index ?? null
}
