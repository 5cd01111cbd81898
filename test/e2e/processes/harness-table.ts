import { expect } from 'vitest'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import type { Project } from '../run-project.ts'

/** A single change: what is said of it, and the place that is shown; `null` for a call that is missing or more. */
type Change = readonly [cause: Divergence['cause'], path: RegExp | null]

/** A program, and its three single changes. */
export type Harness = readonly [name: string, changes: readonly [Change, Change, Change]]

interface Measured {
  project: Project
  /** The files of its tests. */
  files: string[]
  env: Record<string, string>
  /** The requests that reached a server, emptied before each replay. */
  reached: unknown[]
  /** Called between the recording and the replays. */
  recorded?: () => void
}

/**
 * Records harnesses, replays them with their servers up, and again with each of three changes. Prints a row for each, and
 * expects match rate 1, no request that reaches a server, and each change named with its cause.
 */
export async function measureHarnesses(
  harnesses: readonly Harness[],
  { project, files, env, reached, recorded }: Measured,
): Promise<void> {
  const outputs: string[] = []
  const play = async (more: Record<string, string>) => {
    reached.length = 0
    const { output } = await project.vitest(files, { ...env, ...more })
    outputs.push(output)
    const runs = new Map(project.report().runs.map((run) => [run.test.fullName, run]))
    return { runs, reached: reached.length }
  }
  const first = await play({})
  recorded?.()
  const again = await play({ CI: 'true' })
  const changed: Array<typeof again> = []
  for (const change of ['1', '2', '3']) changed.push(await play({ CI: 'true', CHANGE: change }))

  const rows = harnesses.map(([name, changes]) => {
    const found = changed.map(({ runs }) =>
      runs.get(name)?.divergences.find(({ firstCause }) => firstCause),
    )
    const right = changes.filter((change, index) => isNamed(found[index], change)).length
    return {
      harness: name,
      recorded: first.runs.get(name)?.status ?? 'none',
      replayed: again.runs.get(name)?.matchRate ?? 'none',
      'causes right': `${right} of ${changes.length}`,
      causes: found.map((one) => `${one?.cause ?? 'none'} ${one?.paths[0]?.path ?? ''}`).join(', '),
    }
  })
  console.table(rows)
  const counts = [again, ...changed].map((replay) => replay.reached)
  console.log(`requests that reached a server in a replay, and in three with a change: ${counts}`)
  const good = { recorded: 'passed', replayed: 1, 'causes right': '3 of 3' }
  for (const row of rows) expect(row, outputs.join('\n')).toMatchObject(good)
  expect(counts).toEqual([0, 0, 0, 0])
}

function isNamed(found: Divergence | undefined, [cause, path]: Change): boolean {
  const isPlace = path === null || found?.paths.some((one) => path.test(one.path)) === true
  return found?.cause === cause && isPlace
}
