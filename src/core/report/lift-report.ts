import { isJsonObject, type JsonObject } from '../json.ts'

/**
 * Brings a report of 0.1.0 to the present form, in place: an answer for a request that differs was `anchored` there, and
 * the totals did not count it.
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

function liftRun({ receipt, actions }: JsonObject): void {
  if (isJsonObject(receipt) && 'anchored' in receipt && !('mismatched' in receipt)) {
    receipt['mismatched'] = receipt['anchored']
    delete receipt['anchored']
  }
  if (!Array.isArray(actions)) return
  for (const action of actions)
    if (isJsonObject(action) && action['treatment'] === 'anchored')
      action['treatment'] = 'mismatched'
}

function countMismatched(runs: readonly unknown[]): number {
  return runs.reduce<number>((sum, run) => {
    const receipt = isJsonObject(run) ? run['receipt'] : null
    return sum + (isJsonObject(receipt) ? Number(receipt['mismatched'] ?? 0) : 0)
  }, 0)
}
