import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isSkippedFolder } from './find-cassettes.ts'
import { REPORT_FOLDER } from './report-file.ts'

/** The folders below a folder that have a report of their own, relative to it: the packages of a workspace. */
export function findReportFolders(folder: string): string[] {
  const found: string[] = []
  const visit = (current: string) => {
    for (const entry of readdirSync(join(folder, current), { withFileTypes: true })) {
      if (!entry.isDirectory() || isSkippedFolder(entry.name, current === '')) continue
      const path = current === '' ? entry.name : `${current}/${entry.name}`
      if (entry.name !== REPORT_FOLDER) visit(path)
      else if (current !== '' && existsSync(join(folder, path, 'report.json'))) found.push(current)
    }
  }
  visit('')
  return found.sort()
}
