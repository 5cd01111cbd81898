import { isJsonObject, type JsonObject } from '../json.ts'

/**
 * Brings a report of 0.1.0 to the present form, in place: an answer for a request that differs was `anchored` there, and
 * the totals did not count it; an action that was given back from the recording had the outcome `replayed`, whatever came
 * of the recorded one; the name of a replaced action had words before it.
 *
 * @returns The same value. What is no report stays as it is.
 */
export function liftReport(data: unknown): unknown {
  if (!isJsonObject(data)) return data
  const { runs, totals } = data
  if (!Array.isArray(runs)) return data
  for (const run of runs) if (isJsonObject(run)) liftRun(run)
  if (isJsonObject(totals) && !('mismatched' in totals))
    totals['mismatched'] = countMismatched(runs)
  return data
}

const BEFORE_REPLACED = 'instead of '

function liftRun({ receipt, actions, recordedActions, divergences }: JsonObject): void {
  if (isJsonObject(receipt) && 'anchored' in receipt && !('mismatched' in receipt)) {
    receipt['mismatched'] = receipt['anchored']
    delete receipt['anchored']
  }
  for (const divergence of Array.isArray(divergences) ? divergences : []) {
    const note = isJsonObject(divergence) ? divergence['note'] : undefined
    if (isJsonObject(divergence) && typeof note === 'string' && note.startsWith(BEFORE_REPLACED))
      divergence['note'] = note.slice(BEFORE_REPLACED.length)
  }
  if (!Array.isArray(actions)) return
  for (const action of actions) {
    if (!isJsonObject(action)) continue
    if (action['treatment'] === 'anchored') action['treatment'] = 'mismatched'
    if (!('replayed' in action)) liftOutcome(action, recordedActions)
  }
}

/** @note What came of a recorded action that the report does not list is not known: it stays `replayed`. */
function liftOutcome(action: JsonObject, recordedActions: unknown): void {
  action['replayed'] = action['outcome'] === 'replayed'
  if (!action['replayed']) return
  const list = Array.isArray(recordedActions) ? (recordedActions as unknown[]) : []
  const isRecorded = (one: unknown) => isJsonObject(one) && one['index'] === action['recorded']
  const at = list[Number(action['recorded'])]
  const recorded = isRecorded(at) ? at : list.find(isRecorded)
  if (isJsonObject(action['error'])) action['outcome'] = 'error'
  else if (isJsonObject(recorded)) action['outcome'] = recorded['outcome'] ?? 'replayed'
}

function countMismatched(runs: readonly unknown[]): number {
  return runs.reduce<number>((sum, run) => {
    const receipt = isJsonObject(run) ? run['receipt'] : null
    return sum + (isJsonObject(receipt) ? Number(receipt['mismatched'] ?? 0) : 0)
  }, 0)
}
