import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { TrialFacts } from '../../core/analysis/judge-trials.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { isLineGone } from './describe-failed-run.ts'

/** The trials that were made of a failure. */
export interface FoundTrials {
  trials: TrialFacts[]
  /** The line that failed was changed before the last of them was made. */
  isLineChanged: boolean
}

/** Finds the trials of an execution that failed, in their order. */
export function trialsOf(
  root: string,
  { traceId, failure, failedLine }: FailedExecution,
  heads: readonly StoredHead[],
): FoundTrials {
  const made = heads
    .filter(({ run, summary }) => run.trial?.of === traceId && summary !== null)
    .sort((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1))
  const trials = made.map((head): TrialFacts => {
    const { kind, at } = head.run.trial!
    return { kind, at, outcome: outcomeOf(head, failure) }
  })
  const last = made.at(-1)
  const isLineChanged =
    last !== undefined && isLineGone(root, failedLine) && isOlder(root, failedLine!.file, last)
  return { trials, isLineChanged }
}

/** The execution that failed, as its file in the store names it. */
export interface FailedExecution {
  traceId: string
  failure?: string | undefined
  failedLine?: NonNullable<StoredHead['summary']>['failedLine']
}

function outcomeOf({ summary }: StoredHead, failure: string | undefined): TrialFacts['outcome'] {
  const { failure: found, stopReason } = summary!
  if (found === undefined) return 'gone'
  if (found === failure) return 'same'
  return stopReason === 'not_recorded' ? 'left' : 'other'
}

/** Accepts a file that was not changed after a trial: it is what the trial tried. */
function isOlder(root: string, file: string, { run }: StoredHead): boolean {
  const found = statSync(resolve(root, file), { throwIfNoEntry: false })
  return found !== undefined && found.mtimeMs <= Date.parse(run.startedAt)
}
