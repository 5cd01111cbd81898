import type { Comparison, RunComparison } from '../../core/report/comparison-schema.ts'
import {
  digestCompared,
  type ComparedDigest,
  type ComparisonHead,
} from '../../core/report/split-comparison.ts'
import { VERDICTS } from '../../core/report/verdicts.ts'
import type { ReadReport, ReportPieces } from './read-report.ts'

/** A compared run with the facts that its list shows and searches. */
export interface LoadedComparedRun {
  /** Its id in addresses, with a number appended where another has the same. */
  id: string
  /** Without its differences until it is opened. */
  run: RunComparison
  digest: ComparedDigest
  /** The text for free search, in lower case. */
  text: string
  /** Reads the whole comparison of the run; `null` where it is loaded. */
  open: (() => Promise<LoadedComparedRun>) | null
}

/** A comparison of an open report. */
export interface LoadedComparison {
  comparison: Omit<Comparison, 'runs'>
  /** Worst first. */
  runs: LoadedComparedRun[]
  /** Runs by the id that hypotheses and the gate use. */
  byId: ReadonlyMap<string, LoadedComparedRun>
}

/** The comparisons of the reports that are open. */
export function collectComparisons(reports: readonly ReadReport[]): LoadedComparison[] {
  return reports.flatMap((read) => {
    if (read.kind === 'whole')
      return read.report.comparison ? [wholeComparison(read.report.comparison)] : []
    return read.head.comparison ? [splitComparison(read.head.comparison, read.pieces)] : []
  })
}

function wholeComparison(comparison: Comparison): LoadedComparison {
  const idOf = namer()
  const runs = comparison.runs.map((run) => describe(idOf(run), run, digestCompared(run)))
  return assemble(comparison, runs)
}

function splitComparison(comparison: ComparisonHead, pieces: ReportPieces): LoadedComparison {
  const idOf = namer()
  const places = new Map<number, number>()
  const runs = comparison.heads.map(({ run, digest, part }) => {
    const place = places.get(part) ?? 0
    places.set(part, place + 1)
    const compared = describe(idOf(run), run, digest)
    compared.open = async () => {
      const { runs } = await pieces.compared(part)
      return { ...compared, run: runs[place]!, open: null }
    }
    return compared
  })
  return assemble(comparison, runs)
}

function assemble(
  comparison: LoadedComparison['comparison'],
  runs: LoadedComparedRun[],
): LoadedComparison {
  const rank = new Map<string, number>(VERDICTS.map((verdict, index) => [verdict, index]))
  const rankOf = ({ run }: LoadedComparedRun) => rank.get(run.verdict) ?? -1
  const byId = new Map<string, LoadedComparedRun>()
  for (const compared of runs) if (!byId.has(compared.run.id)) byId.set(compared.run.id, compared)
  return { comparison, runs: runs.sort((a, b) => rankOf(a) - rankOf(b)), byId }
}

function namer(): (run: RunComparison) => string {
  const taken = new Map<string, number>()
  return (run) => {
    // Half a surrogate pair is not allowed in an address.
    const id = run.id.replace(/\p{Surrogate}/gu, '\ufffd')
    const times = (taken.get(id) ?? 0) + 1
    taken.set(id, times)
    return times === 1 ? id : `${id}~${times}`
  }
}

function describe(id: string, run: RunComparison, digest: ComparedDigest): LoadedComparedRun {
  const [cause] = run.divergences
  const searched = [
    run.name,
    run.test.file,
    run.test.fullName,
    run.agent,
    run.workflow,
    run.verdict,
    run.basis,
    run.base?.cassette,
    run.head?.cassette,
    run.base?.stopReason,
    run.head?.stopReason,
    run.renamedFrom?.fullName,
    cause?.cause,
    cause?.note,
    cause?.source?.file,
    ...run.reasons,
    ...run.tags,
  ]
  return { id, run, digest, text: searched.join('\n').toLowerCase(), open: null }
}
