import { toCsv } from '../../core/report/csv.ts'
import { actionRows, runRows, type ExportRow } from '../../core/report/export-rows.ts'
import type { ReportAction } from '../../core/report/action-schema.ts'
import type { ReplayReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'
import { plural } from '../format/format.ts'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { download } from './download.ts'

interface ExportMenuProps {
  runs: readonly LoadedRun[]
  /** The actions that the filters of a run show; all of the runs' where it is not said. */
  actions?: readonly ReportAction[]
}

/** Saves what the filters show. */
export function ExportMenu({ runs, actions }: ExportMenuProps) {
  const rowsOf =
    (read: (report: ReplayReport) => Iterable<ExportRow>, only?: readonly ReportAction[]) =>
    async () => {
      const opened = await Promise.all(runs.map((loaded) => loaded.open?.() ?? loaded))
      return opened.flatMap((loaded) => [...read(reportOf(loaded, only))])
    }
  const actionCount = actions?.length ?? runs.reduce((sum, { digest }) => sum + digest.actions, 0)
  return (
    <Menu
      label="Export"
      icon="download"
      items={[
        ...formats('runs', rowsOf(runRows), plural(runs.length, 'run')),
        ...formats('actions', rowsOf(actionRows, actions), plural(actionCount, 'action')),
      ]}
    />
  )
}

function reportOf(
  { run, source }: LoadedRun,
  actions = run.actions as readonly ReportAction[],
): ReplayReport {
  const shown = { ...run, actions: [...actions] }
  return {
    version: 1,
    release: { id: source.release },
    totals: totalRuns([]),
    runs: [shown],
    contents: {},
  }
}

function formats(name: string, rows: () => Promise<ExportRow[]>, count: string) {
  const save = (extension: string, type: string, print: (rows: ExportRow[]) => string) => ({
    key: `${name}.${extension}`,
    label: (
      <>
        <Icon name="download" />
        <span>
          {count} as <b>{extension.toUpperCase()}</b>
        </span>
      </>
    ),
    run: () =>
      void rows().then((all) => download(`vitest-replay-${name}.${extension}`, type, print(all))),
  })
  return [
    save('csv', 'text/csv', toCsv),
    save('json', 'application/json', (all) => `${JSON.stringify(all, null, 2)}\n`),
    save('jsonl', 'application/jsonl', (all) =>
      all.map((row) => `${JSON.stringify(row)}\n`).join(''),
    ),
  ]
}
