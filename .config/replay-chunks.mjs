import { join } from 'node:path'

/** The modules that a test file with a run asks for: first when it imports the package, then when the run starts. */
const IMPORTED = 'src/index.ts'
const STARTED = 'src/worker/run/replay-run.ts'
/** The entries that also run where there is no Node: what they use shares no file with what needs it. */
const IN_BROWSERS = ['src/cassette.ts', 'src/msw.ts']

/**
 * Puts what each test file loads to replay a run into few chunks, one for each set of entries that share it: finding and
 * opening a file takes longer than compiling what most of them hold.
 *
 * @param chunks The chunks that Rolldown makes by itself, without what no entry uses.
 * @param others The entries that are no part of a replay.
 */
export function replayChunks(root, chunks, others) {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const reach = (files, isDeep) => {
    const ids = new Set(files.map((file) => join(root, file)))
    const found = new Set(chunks.filter(({ moduleIds }) => moduleIds.some((id) => ids.has(id))))
    for (const { imports, dynamicImports } of found) {
      for (const file of isDeep ? [...imports, ...dynamicImports] : imports)
        if (byFile.has(file)) found.add(byFile.get(file))
    }
    return found
  }
  const replay = reach([IMPORTED, STARTED])
  const sides = {
    imported: reach([IMPORTED]),
    shared: reach(others, true),
    browser: reach(IN_BROWSERS, true),
  }
  const names = new Map()
  for (const chunk of replay) {
    const by = Object.keys(sides).filter((side) => sides[side].has(chunk))
    for (const id of chunk.moduleIds) names.set(id, by.length === 0 ? 'replay' : by.join('-'))
  }
  names.delete(join(root, IMPORTED))
  /** @note A module uses no other that is shared by fewer: the chunks form no circle. */
  const name = (id) => names.get(id) ?? null
  return { includeDependenciesRecursively: false, groups: [{ name }] }
}
