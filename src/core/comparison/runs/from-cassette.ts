import { firstTakePath, takeOf } from '../../cassette/cassette-path.ts'
import type { Cassette } from '../../cassette/schema.ts'
import { valueJson } from '../../matching/asked-of.ts'
import { CassetteAction } from './cassette-action.ts'
import { LazyRecording } from './lazy-run.ts'
import type { Recording, ReleaseRun } from './performed-run.ts'

/** A cassette as a recording that can be compared. */
export function recordingOf(cassette: Cassette): Recording {
  const { header, end } = cassette
  const { totals } = end ?? {}
  const hasTokens = totals && totals.inputTokens !== null && totals.outputTokens !== null
  return new LazyRecording(
    {
      actions: () => cassette.actions.map((action) => new CassetteAction(action)),
      end: () =>
        end && {
          output: end.output && valueJson(end.output),
          error: end.error ? { name: end.error.name, message: end.error.message } : null,
        },
      from: { kind: 'cassette', cassette },
    },
    {
      runId: header.runId,
      recordedAt: header.recordedAt,
      release: header.release,
      resources: header.resources,
      packages: header.environment.packages,
      costUsd: totals?.costUsd ?? null,
      tokens: hasTokens ? totals.inputTokens! + totals.outputTokens! : null,
      durationMs: totals?.duration ?? null,
    },
  )
}

/** The runs of some cassettes; several takes of one run are one run. */
export function runsOfCassettes(
  files: ReadonlyArray<{ path: string; cassette: Cassette }>,
): ReleaseRun[] {
  const groups = new Map<string, Array<{ take: number; cassette: Cassette }>>()
  for (const { path, cassette } of files) {
    const [first, take] = [firstTakePath(path), takeOf(path)]
    const group = groups.get(first)
    if (group) group.push({ take, cassette })
    else groups.set(first, [{ take, cassette }])
  }
  return [...groups].map(([path, takes]) => {
    takes.sort((a, b) => a.take - b.take)
    const { header } = takes[0]!.cassette
    return {
      identity: { project: '', file: testFileOf(path), fullName: header.name, cassette: path },
      isStored: true,
      name: header.name,
      agent: header.agent,
      workflow: header.workflow,
      tags: header.tags,
      input: header.input && valueJson(header.input),
      recordings: takes.map(({ cassette }) => recordingOf(cassette)),
      replay: null,
    }
  })
}

/** The test file that a cassette belongs to, by where it lies; its own path where it lies elsewhere. */
function testFileOf(path: string): string {
  const found = /^(.*?)(?:^|(?<=\/))__cassettes__\/([^/]+)\/[^/]+$/.exec(path)
  return found ? `${found[1]}${found[2]}` : path
}
