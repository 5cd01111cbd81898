import { cassettePath, takePath } from '../../../src/core/cassette/cassette-path.ts'
import { runsOfCassettes } from '../../../src/core/comparison/runs/from-cassette.ts'
import type { ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'
import { type AgentRun, agentCassette } from './build-agent-run.ts'
import { divergedOf } from './build-replay.ts'

/** The run of one test in two releases. */
export interface Sides {
  base: ReleaseRun | null
  head: ReleaseRun | null
}

const BASE_DAY = '2026-11-01'
const HEAD_DAY = '2026-11-20'

/** A run that was recorded anew by the head; with several takes where `takes` says so. */
export function recordedAnew(name: string, base: AgentRun, head: AgentRun, takes = 1): Sides {
  return {
    base: recorded(name, base, BASE_DAY, takes),
    head: recorded(name, head, HEAD_DAY, takes),
  }
}

/** A run whose recording the head replays: answered by the base's recording, it does what `head` says. */
export function replayed(
  name: string,
  base: AgentRun,
  head: AgentRun = base,
  part: Parameters<typeof divergedOf>[2] = {},
): Sides {
  const [before, now] = [cassetteOf(name, base, BASE_DAY), cassetteOf(name, head, BASE_DAY)]
  const run = divergedOf(before, now, part)
  return {
    base: recorded(name, base, BASE_DAY),
    head: { ...run, identity: identityOf(name, base) },
  }
}

/** A run that the head recorded anew under another name. */
export function renamed(before: string, now: string, base: AgentRun, head = base): Sides {
  return { base: recorded(before, base, BASE_DAY), head: recorded(now, head, HEAD_DAY) }
}

/** A run of which both sides have the same recording, and which nothing replayed. */
export function unreplayed(name: string, run: AgentRun): Sides {
  return { base: recorded(name, run, BASE_DAY), head: recorded(name, run, BASE_DAY) }
}

/** A run that the head does not have. */
export function onlyInBase(name: string, run: AgentRun): Sides {
  return { base: recorded(name, run, BASE_DAY), head: null }
}

/** A run that the base does not have. */
export function onlyInHead(name: string, run: AgentRun): Sides {
  return { base: null, head: recorded(name, run, HEAD_DAY) }
}

function recorded(name: string, run: AgentRun, day: string, takes = 1): ReleaseRun {
  const identity = identityOf(name, run)
  const files = Array.from({ length: takes }, (_, at) => ({
    path: takePath(identity.cassette, at + 1),
    cassette: cassetteOf(name, run, day, at),
  }))
  const { isStored: _isStored, ...stored } = runsOfCassettes(files)[0]!
  return { ...stored, identity }
}

function cassetteOf(name: string, run: AgentRun, day: string, take = 0) {
  const at = String(take).padStart(2, '0')
  return agentCassette({ name, recordedAt: `${day}T09:${at}:00.000Z`, ...run })
}

function identityOf(name: string, { file = 'a.test.ts', fullName = name }: AgentRun) {
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  return { project: '', file, fullName, cassette: `${folder}${cassettePath(file, name)}` }
}
