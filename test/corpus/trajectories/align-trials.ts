import { findDivergences } from '../../../src/core/divergence/find-divergences.ts'
import { type ReplayedSide } from '../../../src/core/divergence/sides.ts'
import { comparePaths } from '../../../src/core/divergence/differences/json-paths.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import { jsonEqual } from '../../../src/core/json.ts'
import { createAnswerBook } from '../../../src/core/matching/answer-book.ts'
import type { TrialAction } from './trial-actions.ts'

/** Aligns two trials of a task, the one as the recording and the other as its replay. */
export function alignTrials(
  recording: ReadonlyArray<TrialAction>,
  replay: ReadonlyArray<TrialAction>,
): Array<Divergence> {
  const book = createAnswerBook(recording)
  const timed = (action: TrialAction) => ({
    ...action,
    parent: null,
    start: action.index,
    duration: 0.5,
  })
  const replayed = replay.map((action): ReplayedSide => {
    const { asked, operation, index, type, output } = action
    const answer = book.take(operation, asked, index)
    const own = answer.kind === 'blocked' ? null : recording[answer.index]!
    const matches = own !== null && jsonEqual(own.asked.body, asked.body)
    // A tool is executed, and what it gave is compared; a model's answer shows in the next request.
    const differences = own && type === 'tool' ? comparePaths(own.output, output, 'output') : []
    return {
      ...timed(action),
      answeredBy: own?.index ?? null,
      matches,
      outputDifferences: differences,
      blocked: false,
      source: null,
    }
  })
  const end = { finalOutput: [], error: null, changedResources: [], upgrades: [] }
  return findDivergences(recording.map(timed), replayed, end).divergences
}
