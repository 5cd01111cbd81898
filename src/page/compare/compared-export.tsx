import { comparedRows } from '../../core/report/compared-rows.ts'
import { exportFormats } from '../export/export-formats.tsx'
import { plural } from '../../core/words/plural.ts'
import { Menu } from '../parts/menu.tsx'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'

/** Saves the compared runs that the filters show. */
export function ComparedExport({ runs }: { runs: readonly LoadedComparedRun[] }) {
  const rows = async () => {
    const opened = await Promise.all(runs.map((compared) => compared.open?.() ?? compared))
    return comparedRows(opened.map(({ run }) => run))
  }
  return (
    <Menu
      label="Export"
      icon="download"
      items={exportFormats('comparison', rows, plural(runs.length, 'compared run'))}
    />
  )
}
