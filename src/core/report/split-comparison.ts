import type { Comparison, RunComparison } from './comparison-schema.ts'

/** The facts that a list of compared runs shows and their heads do not hold. */
export interface ComparedDigest {
  divergences: number
  firstCauses: number
  /** Calls of tools that only the head makes. */
  toolsAdded: number
  /** Calls of tools that only the base makes. */
  toolsRemoved: number
}

/** A compared run without its differences: enough for a list. */
export interface ComparedHead {
  run: RunComparison
  digest: ComparedDigest
  /** Which part holds the whole run. */
  part: number
}

/** A comparison without the differences of its runs. */
export interface ComparisonHead extends Omit<Comparison, 'runs'> {
  heads: ComparedHead[]
}

/** Some whole compared runs, in the order of their heads. */
export interface ComparisonPart {
  runs: RunComparison[]
}

/** In printed characters: read when one of its runs is opened. */
const SIZE_OF_PART = 512 * 1024

/** Counts what sets the sides of a run apart. */
export function digestCompared(run: RunComparison): ComparedDigest {
  const steps = (change: string) => (run.tools ?? []).filter((step) => step.change === change)
  return {
    divergences: run.divergences.length + run.moreDivergences,
    firstCauses: run.divergences.filter(({ firstCause }) => firstCause).length,
    toolsAdded: steps('added').length,
    toolsRemoved: steps('removed').length,
  }
}

/** Splits a comparison, so that a page can show it before it has read the differences of all its runs. */
export function splitComparison(comparison: Comparison): {
  head: ComparisonHead
  parts: ComparisonPart[]
} {
  const { runs, ...rest } = comparison
  const parts: RunComparison[][] = []
  let room = 0
  const heads = runs.map((run): ComparedHead => {
    const size = JSON.stringify(run).length
    if (parts.length === 0 || room < size) {
      parts.push([])
      room = SIZE_OF_PART
    }
    parts.at(-1)!.push(run)
    room -= size
    return { run: headOf(run), digest: digestCompared(run), part: parts.length - 1 }
  })
  return { head: { ...rest, heads }, parts: parts.map((some) => ({ runs: some })) }
}

function headOf(run: RunComparison): RunComparison {
  const cause = run.divergences.find(({ firstCause }) => firstCause)
  return {
    ...run,
    divergences: cause ? [{ ...cause, paths: [] }] : [],
    tools: null,
    finalOutput: null,
    metrics: [],
  }
}
