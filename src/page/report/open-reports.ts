import { readEmbedded, readReportFile } from './read-embedded.ts'
import type { ReportStore } from './report-store.ts'

/** Reads the reports that are embedded in this page. */
export async function openEmbedded(store: ReportStore): Promise<void> {
  try {
    const embedded = await readEmbedded()
    store.change(({ reports }) => ({ reports: [...embedded, ...reports] }))
  } catch (error) {
    const reason = (error as Error).message
    store.change(() => ({ problem: `Failed to read the report in this page: ${reason}.` }))
  } finally {
    store.change(({ live }) => ({ loading: live !== null }))
  }
}

/** Reads report files of the user's. */
export async function openFiles(store: ReportStore, files: Iterable<File>): Promise<void> {
  store.change(() => ({ problem: null }))
  for (const file of files) {
    try {
      const opened = await readReportFile(file)
      store.change(({ reports }) => ({ reports: [...reports, ...opened] }))
    } catch (error) {
      const reason = (error as Error).message
      store.change(() => ({ problem: `Failed to open ${file.name}: ${reason}.` }))
    }
  }
}

/** Opens the files that are dropped on the page, from now on. */
export function openDropped(store: ReportStore): void {
  addEventListener('dragover', (event) => event.preventDefault())
  addEventListener('drop', (event) => {
    event.preventDefault()
    if (event.dataTransfer) void openFiles(store, [...event.dataTransfer.files])
  })
}
