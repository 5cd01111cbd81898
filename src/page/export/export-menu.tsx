import { actionRows, runRows, type ExportRow } from '../../core/report/export-rows.ts'
import type { ReportAction } from '../../core/report/action-schema.ts'
import type { ReplayReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'
import { plural } from '../../core/words/plural.ts'
import { Menu } from '../parts/menu.tsx'
import type { LoadedRun } from '../report/loaded-run.ts'
import { exportFormats } from './export-formats.tsx'

interface ExportMenuProps {
  runs: readonly LoadedRun[]
  /** The actions that the filters of a run leave; absent for all actions of the runs. */
  actions?: readonly ReportAction[]
}

/** The menu that exports the filtered runs. */
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
        ...exportFormats('runs', rowsOf(runRows), plural(runs.length, 'run')),
        ...exportFormats('actions', rowsOf(actionRows, actions), plural(actionCount, 'action')),
      ]}
    />
  )
}

/** A report of one run with these of its actions, for rows of a table. */
export function reportOf(
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
