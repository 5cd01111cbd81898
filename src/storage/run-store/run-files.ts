import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createResultsFolder } from '../first-recording.ts'
import { REPORT_FOLDER } from '../report-file.ts'

/** The folder of a project's runs, a file each. */
export function runsFolder(root: string): string {
  return join(root, REPORT_FOLDER, 'runs')
}

/** The file of an execution. */
export function runPath(root: string, traceId: string): string {
  return join(runsFolder(root), `${traceId}.jsonl`)
}

/** Starts the file of an execution with its first line. */
export function createRunFile(root: string, traceId: string, line: string): void {
  const path = runPath(root, traceId)
  try {
    writeFileSync(path, line, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    makeRunsFolder(root)
    writeFileSync(path, line, { flag: 'wx' })
  }
}

/** Adds lines to the file of an execution. */
export function appendToRun(root: string, traceId: string, lines: string): void {
  appendFileSync(runPath(root, traceId), lines)
}

/** Returns `true` if an execution has a file. */
export function hasRunFile(root: string, traceId: string): boolean {
  return existsSync(runPath(root, traceId))
}

/** @note Other files of the folder above may be kept in git (the history); runs never are. */
function makeRunsFolder(root: string): void {
  const folder = runsFolder(root)
  createResultsFolder(root)
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
  } catch (error) {
    // Another worker was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
