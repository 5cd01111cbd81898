import { useEffect, useState } from 'preact/hooks'
import type { ReadReport } from './read-report.ts'
import { readEmbedded, readReportFile } from './read-embedded.ts'

interface OpenReports {
  reports: ReadReport[]
  loading: boolean
  problem: string | null
  openFiles(files: Iterable<File>): void
}

/** The reports of this page, and those that the user drops on it. */
export function useReports(): OpenReports {
  const [reports, setReports] = useState<ReadReport[]>([])
  const [loading, setLoading] = useState(true)
  const [problem, setProblem] = useState<string | null>(null)

  const openFiles = async (files: Iterable<File>) => {
    setProblem(null)
    for (const file of files) {
      try {
        const opened = await readReportFile(file)
        setReports((before) => [...before, ...opened])
      } catch (error) {
        setProblem(`Failed to open ${file.name}: ${(error as Error).message}.`)
      }
    }
  }

  useEffect(() => {
    readEmbedded()
      .then((embedded) => setReports((before) => [...embedded, ...before]))
      .catch((error: Error) =>
        setProblem(`Failed to read the report in this page: ${error.message}.`),
      )
      .finally(() => setLoading(false))
  }, [])

  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault()
    const drop = (event: DragEvent) => {
      event.preventDefault()
      if (event.dataTransfer) void openFiles([...event.dataTransfer.files])
    }
    addEventListener('dragover', over)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', drop)
    }
  }, [])

  return { reports, loading, problem, openFiles: (files) => void openFiles(files) }
}
