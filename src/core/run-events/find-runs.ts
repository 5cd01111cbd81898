import { editDistance } from '../options/nearest-name.ts'
import type { RunState, StoredHead } from './stored-head.ts'

/** The conditions that a run has to meet, all of them. */
export interface RunFilter {
  /** Words, each of which stands in a fact of the run. */
  text?: string | undefined
  status?: RunState | undefined
  agent?: string | undefined
  workflow?: string | undefined
  tag?: string | undefined
  /** The beginning of the commit. */
  sha?: string | undefined
  ciJob?: string | undefined
  /** The least cost of the execution, in USD. */
  minCostUsd?: number | undefined
}

/**
 * Finds the executions that meet all conditions, the latest first.
 *
 * @example
 * findRuns(heads, { text: 'refund', status: 'failed' })
 */
export function findRuns(heads: readonly StoredHead[], filter: RunFilter): StoredHead[] {
  const words = wordsOf(filter.text)
  return heads
    .filter((head) => meets(head, filter))
    .filter((head) => {
      const facts = factsOf(head).join('\n').toLowerCase()
      return words.every((word) => facts.includes(word))
    })
    .sort((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1))
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
}

function meets({ run, environment, state, summary }: StoredHead, filter: RunFilter): boolean {
  const { status, agent, workflow, tag, sha, ciJob, minCostUsd } = filter
  if (status !== undefined && state !== status) return false
  if (agent !== undefined && run.agent !== agent) return false
  if (workflow !== undefined && run.workflow !== workflow) return false
  if (tag !== undefined && !run.tags.includes(tag)) return false
  if (sha !== undefined && !environment.sha?.startsWith(sha.toLowerCase())) return false
  if (ciJob !== undefined && !environment.ciJob?.includes(ciJob)) return false
  return minCostUsd === undefined || (summary?.costUsd ?? -1) >= minCostUsd
}

/** The texts by which a run is found. */
function factsOf({ traceId, run, environment, state, reason, summary, labels }: StoredHead) {
  const facts = [
    traceId,
    run.runId,
    run.name,
    run.test.file,
    run.test.fullName,
    run.project,
    run.agent,
    run.workflow,
    run.cassette,
    ...run.tags,
    environment.release,
    environment.packageVersion,
    environment.sha,
    environment.ciJob,
    state,
    reason,
    summary?.errorClass,
    summary?.stopReason,
    ...(summary?.models ?? []),
    ...labels,
  ]
  return facts.flatMap((fact) => fact ?? [])
}

/** The most near matches that are named. */
const MOST = 3

/** Names what was most likely meant by words that find no run: ids, names, agents, tags and labels that read alike. */
export function nearMatches(heads: readonly StoredHead[], text: string): string[] {
  const wanted = text.toLowerCase()
  const found = new Map<string, number>()
  for (const { traceId, run, labels } of heads)
    for (const name of [
      traceId,
      run.runId,
      run.name,
      run.agent,
      run.workflow,
      ...run.tags,
      ...labels,
    ]) {
      if (!name || found.has(name)) continue
      const whole = editDistance(wanted, name.toLowerCase().slice(0, wanted.length + 2))
      const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u)
      const distance = Math.min(whole, ...words.map((word) => editDistance(wanted, word)))
      if (distance <= Math.ceil(wanted.length / 3)) found.set(name, distance)
    }
  return [...found]
    .sort(([, a], [, b]) => a - b)
    .slice(0, MOST)
    .map(([name]) => name)
}

/**
 * Finds the execution that an id means: a trace id or the beginning of one, a label, or the id of a run, of which the latest
 * execution counts. More than one for a beginning that is not enough.
 */
export function runsOfId(heads: readonly StoredHead[], id: string): StoredHead[] {
  const whole = heads.filter(({ traceId }) => traceId === id)
  if (whole.length > 0) return whole
  const latest = findRuns(heads, {}).find(
    ({ run, labels }) => run.runId === id || labels.includes(id),
  )
  if (latest) return [latest]
  return /^[0-9a-f]{4,31}$/.test(id) ? heads.filter(({ traceId }) => traceId.startsWith(id)) : []
}
