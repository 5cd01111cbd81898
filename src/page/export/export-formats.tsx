import { toCsv } from '../../core/words/csv.ts'
import type { ExportRow } from '../../core/report/export-rows.ts'
import { Icon } from '../parts/icon.tsx'
import { download } from '../parts/download.ts'

/** The items of a menu that save rows as CSV, JSON and JSON Lines. */
export function exportFormats(name: string, rows: () => Promise<ExportRow[]>, count: string) {
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
