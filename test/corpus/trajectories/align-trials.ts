import {
  type AlignedRecording,
  alignRun,
  type ReplayedAction,
} from '../../../src/core/divergence/align.ts'
import { causeOf } from '../../../src/core/divergence/cause.ts'
import { comparePaths } from '../../../src/core/divergence/json-paths.ts'
import { compareRequests } from '../../../src/core/divergence/request-difference.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import { createAnswerBook } from '../../../src/core/matching/answer-book.ts'
import type { TrialAction } from './trial-actions.ts'

/** Aligns two trials of a task, the one as the recording and the other as its replay. */
export function alignTrials(
  recording: ReadonlyArray<TrialAction>,
  replay: ReadonlyArray<TrialAction>,
): Array<Divergence> {
  const book = createAnswerBook(recording)
  const recorded = recording.map((action, start): AlignedRecording => {
    const { index, name, operation } = action
    return { index, name, operation, parent: null, start, duration: 0.5 }
  })
  const replayed = replay.map((action) => replayedAction(action, recording, book))
  return alignRun(recorded, replayed, []).divergences
}

function replayedAction(
  action: TrialAction,
  recording: ReadonlyArray<TrialAction>,
  book: ReturnType<typeof createAnswerBook>,
): ReplayedAction {
  const { index, name, operation, asked, type } = action
  const answer = book.take(operation, asked, index)
  const own = answer.kind === 'blocked' ? null : recording[answer.index]!
  const inputs = own && answer.kind === 'anchored' ? compareRequests(own.asked, asked) : []
  // A tool is executed, and what it gave is compared; a model's answer shows in the next request.
  const output = own && type === 'tool' ? comparePaths(own.output, action.output, 'output') : []
  return {
    index,
    name,
    operation,
    parent: null,
    recorded: own?.index ?? null,
    inputs,
    output,
    cause: inputs.length > 0 && type === 'llm' ? causeOf(inputs, asked.body) : 'unknown',
    source: null,
  }
}
