import type { Divergence } from '../../divergence/schema.ts'
import type { RunComparison } from '../../report/comparison-schema.ts'

/** What was changed and explains several runs. */
export interface SharedCause {
  /** In words: `a changed system prompt`. */
  readonly what: string
  readonly worse: RunComparison[]
  /** Runs that have it and did not get worse. */
  readonly others: RunComparison[]
}

/** Causes that lie in the release; what a model or a tool answered otherwise lies in the world. */
const CHANGES: Partial<Record<Divergence['cause'], string>> = {
  system_prompt: 'a changed system prompt',
  prompt: 'a changed prompt',
  tool_schema: 'a changed tool schema',
  resource: 'a changed resource',
  model_parameters: 'changed parameters of the model',
  request_headers: 'a changed header',
  sdk_drift: 'an upgraded package',
}

/** The changes that are a first cause of at least half of the runs that got worse, the most frequent first. */
export function sharedCauses(
  worse: readonly RunComparison[],
  runs: readonly RunComparison[],
): SharedCause[] {
  const got = new Set(worse)
  const causes = new Map<string, SharedCause>()
  for (const run of runs) {
    for (const what of new Set(run.divergences.flatMap(changeOf))) {
      const cause = causes.get(what) ?? { what, worse: [], others: [] }
      causes.set(what, cause)
      ;(got.has(run) ? cause.worse : cause.others).push(run)
    }
  }
  return [...causes.values()]
    .filter(({ worse: hit }) => hit.length > 0 && hit.length * 2 >= worse.length)
    .sort((a, b) => b.worse.length - a.worse.length)
}

function changeOf({ firstCause, cause, note }: Divergence): string[] {
  const words = CHANGES[cause]
  if (!firstCause || words === undefined) return []
  return [note === null ? words : `${words} (${note})`]
}
