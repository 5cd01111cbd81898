import type { Recording, ReleaseRun } from './performed-run.ts'

/**
 * Joins what the cassettes and the reports of one side tell of the same test: the recordings of its cassette, and its
 * replay. A cassette belongs to every test that a report tells of it, in whatever project.
 */
export function mergeRuns(runs: readonly ReleaseRun[]): ReleaseRun[] {
  const reported = new Map<string, ReleaseRun[]>()
  const stored = new Map<string, ReleaseRun[]>()
  for (const run of runs) {
    const list = run.isStored ? stored : reported
    const group = list.get(run.identity.cassette)
    if (group) group.push(run)
    else list.set(run.identity.cassette, [run])
  }
  const merged: ReleaseRun[] = []
  for (const [cassette, group] of reported) {
    const recordings = (stored.get(cassette) ?? []).flatMap((run) => run.recordings)
    for (const run of joinSame(group))
      merged.push(withRecordings(run, currentOf(recordings, run.recordings)))
  }
  for (const [cassette, [first, ...others]] of stored)
    if (!reported.has(cassette))
      merged.push({
        ...first!,
        recordings: [first!, ...others].flatMap((run) => run.recordings),
      })
  return merged
}

/** A report that is older than the cassette tells of another recording's replay: that is no replay of this one. */
function withRecordings(run: ReleaseRun, recordings: readonly Recording[]): ReleaseRun {
  const current = recordings[0]
  const recordedAt = run.replay?.recording.recordedAt ?? null
  const isStale = current !== undefined && recordedAt !== null && recordedAt !== current.recordedAt
  return { ...run, recordings, replay: isStale ? null : run.replay }
}

/** The same test in several reports: what was recorded in one is replayed in another; of two replays the later counts. */
function joinSame(runs: readonly ReleaseRun[]): ReleaseRun[] {
  const joined = new Map<string, ReleaseRun>()
  for (const run of runs) {
    const { project, file, fullName } = run.identity
    // A test that makes several runs of one cassette names each otherwise.
    const key = JSON.stringify([project, file, fullName, run.name])
    const known = joined.get(key)
    const recordings = known && recordingsOfBoth(known, run)
    joined.set(
      key,
      known ? withRecordings({ ...run, replay: run.replay ?? known.replay }, recordings!) : run,
    )
  }
  return [...joined.values()]
}

function recordingsOfBoth(earlier: ReleaseRun, later: ReleaseRun): readonly Recording[] {
  const replayed = later.replay?.recording.recordedAt
  if (later.replay && !earlier.recordings.some(({ recordedAt }) => recordedAt === replayed))
    return later.recordings
  return currentOf(earlier.recordings, later.recordings)
}

/**
 * The recordings that count, out of what is stored and what a report holds. What is stored is whole; a live run that
 * came later and failed is in the report alone.
 */
function currentOf(
  stored: readonly Recording[],
  reported: readonly Recording[],
): readonly Recording[] {
  if (stored.length === 0 || reported.length === 0) return stored.length > 0 ? stored : reported
  const isLater = reported.some(
    ({ from, recordedAt }) =>
      from?.kind === 'report' &&
      from.part === 'performed' &&
      stored.every((recording) => Date.parse(recordedAt) > Date.parse(recording.recordedAt)),
  )
  return isLater ? reported : stored
}
