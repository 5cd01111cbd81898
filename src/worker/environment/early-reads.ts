import { workerState } from '../context/scope.ts'
import { sourceOf } from '../context/source-location.ts'

/** No more of one file are kept. */
const MOST_OF_FILE = 20

/** The readings of the user's modules, by file and in their order. */
export function earlyReads(root: string): Record<string, number[]> {
  const byFile: Record<string, number[]> = {}
  for (const { at, trace } of workerState.early?.reads ?? []) {
    const file = sourceOf(trace.stack, root)?.file
    if (file === undefined) continue
    const values = (byFile[file] ??= [])
    if (values.length < MOST_OF_FILE) values.push(at)
  }
  return byFile
}
