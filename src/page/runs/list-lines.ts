import { plural } from '../../core/words/plural.ts'
import type { LoadedRun } from '../report/loaded-run.ts'
import { isFailure, type PageCause } from '../report/page-causes.ts'
import type { RunFilters } from '../route/route.ts'

/** A line of the list of runs. */
export type Line = { heading: string } | { loaded: LoadedRun }

/** The lines of the list: sorted runs under the headings of their groups; a group with failures comes first. */
export function linesOf(
  runs: readonly LoadedRun[],
  { sort, group }: Pick<RunFilters, 'sort' | 'group'>,
  causes: readonly PageCause[],
): Line[] {
  if (group !== '') return groupedLines(runs, group, causes)
  if (sort !== 'attention') return runs.map((loaded) => ({ loaded }))
  const running = runs.filter(({ progress }) => progress !== null)
  const needy = runs.filter(({ reasons }) => reasons.length > 0)
  if (needy.length + running.length === 0) return runs.map((loaded) => ({ loaded }))
  const well = runs.filter(({ reasons, progress }) => reasons.length === 0 && progress === null)
  return [
    ...section('Running', running),
    ...section('Needs attention', needy),
    ...section('All is well', well),
  ]
}

function groupedLines(
  runs: readonly LoadedRun[],
  group: 'file' | 'cause',
  causes: readonly PageCause[],
): Line[] {
  const causeOf = new Map<LoadedRun, string>()
  for (const cause of causes)
    for (const loaded of cause.runs) if (!causeOf.has(loaded)) causeOf.set(loaded, cause.title)
  const groups = new Map<string, LoadedRun[]>()
  for (const loaded of runs) {
    const key = group === 'file' ? loaded.run.test.file : (causeOf.get(loaded) ?? 'No cause')
    const members = groups.get(key)
    if (members) members.push(loaded)
    else groups.set(key, [loaded])
  }
  const failures = (members: LoadedRun[]) => members.filter(isFailure).length
  return [...groups]
    .sort(([, a], [, b]) => failures(b) - failures(a))
    .flatMap(([name, members]) => section(name, members))
}

function section(heading: string, runs: readonly LoadedRun[]): Line[] {
  if (runs.length === 0) return []
  return [
    { heading: `${heading}: ${plural(runs.length, 'run')}` },
    ...runs.map((loaded) => ({ loaded })),
  ]
}
