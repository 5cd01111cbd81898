import type { Cassette } from '../../core/cassette/schema.ts'
import { runsOfCassettes } from '../../core/comparison/runs/from-cassette.ts'
import { compareReleases } from '../../core/words/comparison/compare-releases.ts'
import { runChanges } from '../render/comparison/run-changes.ts'

/** Describes what is different in a fork, against the recording that it left. */
export function compareFork(path: string, parent: Cassette, fork: Cassette): string[] {
  const side = (label: string, cassette: Cassette) => {
    // A fork has a name of its own, and is the same run all the same.
    const header = { ...cassette.header, name: parent.header.name }
    const runs = runsOfCassettes([{ path, cassette: { ...cassette, header } }])
    return { label, release: header.release, commit: null, runs }
  }
  const [run] = compareReleases(side('recording', parent), side('fork', fork)).runs
  return [`the fork against its recording: ${run!.verdict}`, ...runChanges(run!).map(indented)]
}

function indented({ text }: { text: string }): string {
  return text === '' ? '' : `  ${text}`
}
