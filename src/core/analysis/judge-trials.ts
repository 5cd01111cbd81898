/** The status of a hypothesis: seen in one run, seen again with the same answers, or gone once what is suspected was changed. */
export type HypothesisStatus = 'observed' | 'reproduced' | 'confirmed'

/** A replay of a failed recording, made to find out why it failed. */
export interface TrialFacts {
  /** The thing that was changed: nothing, or the answer of an action. */
  kind: 'unchanged' | 'answer'
  /** The action whose answer was changed; `null` where none was. */
  at: number | null
  /** The end: the same failure, none, a call that was not recorded, or another failure. */
  outcome: 'same' | 'gone' | 'left' | 'other'
}

/** The trials of a failure, counted. */
export interface TrialCounts {
  /** Replays with the same answers, and how often they failed in the same way. */
  unchanged: { failed: number; of: number }
  /** Replays with the suspected thing changed, and how often the failure was gone; `null` where there are none. */
  changed: { what: 'answer' | 'code'; at: number | null; gone: number; of: number } | null
}

/** The trials of a failure, judged. */
export interface JudgedTrials {
  status: HypothesisStatus
  counts: TrialCounts
}

/**
 * Judges the trials of a failure, in the order in which they were made. It is confirmed once it was reproduced each time with
 * the same answers and code, and was gone each time after one thing was changed: an answer, or the line that failed.
 *
 * @param isLineChanged The line that failed was changed before the last unchanged trials.
 */
export function judgeTrials(trials: readonly TrialFacts[], isLineChanged: boolean): JudgedTrials {
  const unchanged = trials.filter(({ kind }) => kind === 'unchanged')
  const lastFailed = unchanged.findLastIndex(({ outcome }) => outcome === 'same')
  const after = unchanged.slice(lastFailed + 1)
  // With another line, what no longer fails is an experiment, and what failed before it is the control.
  const isMended = isLineChanged && lastFailed !== -1 && after.length > 0
  const control = isMended ? unchanged.slice(0, lastFailed + 1) : unchanged
  const failed = control.filter(({ outcome }) => outcome === 'same').length
  const counts: TrialCounts = {
    unchanged: { failed, of: control.length },
    changed: isMended ? countGone('code', null, after) : ofAnswers(trials),
  }
  return { status: statusOf(counts), counts }
}

function statusOf({ unchanged, changed }: TrialCounts): HypothesisStatus {
  if (unchanged.of === 0 || unchanged.failed < unchanged.of) return 'observed'
  const isGone = changed !== null && changed.of > 0 && changed.gone === changed.of
  return isGone ? 'confirmed' : 'reproduced'
}

/** Counts the trials of the answer that was changed last. */
function ofAnswers(trials: readonly TrialFacts[]): TrialCounts['changed'] {
  const answers = trials.filter(({ kind }) => kind === 'answer')
  const at = answers.at(-1)?.at
  if (at === undefined) return null
  return countGone(
    'answer',
    at,
    answers.filter((trial) => trial.at === at),
  )
}

function countGone(
  what: 'answer' | 'code',
  at: number | null,
  trials: readonly TrialFacts[],
): TrialCounts['changed'] {
  const gone = trials.filter(({ outcome }) => outcome === 'gone').length
  return { what, at, gone, of: trials.length }
}
