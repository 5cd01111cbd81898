import type { ReportAction } from '../../core/report/schema.ts'
import { plural } from '../format/format.ts'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { toCsv } from './csv.ts'
import { download } from './download.ts'
import { ACTION_COLUMNS, actionRow, RUN_COLUMNS, runRow } from './rows.ts'

interface ExportMenuProps {
  runs: readonly LoadedRun[]
  /** The actions that the filters of a run show; all of the runs' where it is not said. */
  actions?: readonly ReportAction[]
}

type Row = Record<string, string | number | null>

/** Saves what the filters show. */
export function ExportMenu({ runs, actions }: ExportMenuProps) {
  const actionRows = (): Row[] =>
    runs.flatMap(({ run }) =>
      (actions ?? run.actions).map((action) => actionRow(run.runId, action)),
    )
  const actionCount = actions?.length ?? runs.reduce((sum, { run }) => sum + run.actions.length, 0)
  return (
    <Menu
      label="Export"
      icon="download"
      items={[
        ...formats('runs', () => runs.map(runRow), RUN_COLUMNS, plural(runs.length, 'run')),
        ...formats('actions', actionRows, ACTION_COLUMNS, plural(actionCount, 'action')),
      ]}
    />
  )
}

function formats(name: string, rows: () => Row[], columns: readonly string[], count: string) {
  const save = (extension: string, type: string, print: (rows: Row[]) => string) => ({
    key: `${name}.${extension}`,
    label: (
      <>
        <Icon name="download" />
        <span>
          {count} as <b>{extension.toUpperCase()}</b>
        </span>
      </>
    ),
    run: () => download(`vitest-replay-${name}.${extension}`, type, print(rows())),
  })
  return [
    save('csv', 'text/csv', (all) => toCsv(all, columns)),
    save('json', 'application/json', (all) => `${JSON.stringify(all, null, 2)}\n`),
    save('jsonl', 'application/jsonl', (all) =>
      all.map((row) => `${JSON.stringify(row)}\n`).join(''),
    ),
  ]
}
