import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
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

/**
 * Changes the lines of an execution's file where they stand: whoever reads the file as it grows goes on from the same place.
 *
 * @param change Returns a line that is no longer in bytes; what is left over is filled with spaces.
 */
export function changeRunLines(
  root: string,
  traceId: string,
  change: (line: string) => string,
): void {
  const path = runPath(root, traceId)
  const descriptor = openSync(path, 'r+')
  try {
    let position = 0
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const length = Buffer.byteLength(line)
      const changed = change(line)
      if (changed !== line) {
        const filled = Buffer.alloc(length, ' ')
        filled.write(changed)
        writeSync(descriptor, filled, 0, length, position)
      }
      position += length + 1
    }
  } finally {
    closeSync(descriptor)
  }
}
