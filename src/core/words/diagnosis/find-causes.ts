import type { Divergence } from '../../divergence/schema.ts'
import type { RunCause } from '../../report/cause-schema.ts'
import type { Diagnosis } from '../../report/diagnosis-schema.ts'
import type { RunReport } from '../../report/schema.ts'
import { titleOfCause } from '../causes.ts'
import { fingerprintOf } from './fingerprint.ts'
import { shortHash } from '../../cassette/cassette-path.ts'
import { areAlike, isOneSided, keyOfDiagnosis, keyOfDivergence } from './cause-key.ts'
import { endedBy, homeOfRun } from './ended-by.ts'

/** A cause, and what its runs have in common. */
export type FoundCause = Omit<RunCause, 'runs'> & {
  runs: RunReport[]
} & ({ kind: 'divergence'; divergence: Divergence } | { kind: 'failure'; diagnosis: Diagnosis })

/**
 * Finds the causes of a report: each first cause of a difference and each failure of an agent once, however many runs it
 * broke; that of the most runs first. Runs that are expected to fail have none.
 */
export function findCauses(runs: readonly RunReport[]): FoundCause[] {
  const causes = new Map<string, FoundCause[]>()
  const failedFirst = [...runs].sort((a, b) => Number(isFine(a)) - Number(isFine(b)))
  for (const run of failedFirst.filter(({ expectedToFail }) => !expectedToFail))
    for (const [key, cause] of causesOf(run)) {
      const known = causes.get(key) ?? []
      causes.set(key, known)
      const same = known.find((other) => isSameCause(other, cause))
      if (!same) known.push(cause)
      else if (same.runs.at(-1) !== run) same.runs.push(run)
    }
  return [...causes.values()].flat().sort((a, b) => b.runs.length - a.runs.length)
}

/** Checks two causes of one key: calls without a counterpart that one line made may still be about different things. */
function isSameCause(known: FoundCause, cause: FoundCause): boolean {
  if (known.kind !== 'divergence' || cause.kind !== 'divergence') return true
  return !isOneSided(cause.divergence) || areAlike(known.divergence, cause.divergence)
}

/** The causes as they stand in the report. */
export function reportCauses(runs: readonly RunReport[]): RunCause[] {
  return findCauses(runs).map(({ cause, statement, paths, source, fingerprint, runs: broken }) => ({
    cause,
    statement,
    paths,
    source,
    runs: broken.map(({ runId }) => runId),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  }))
}

function isFine({ status }: RunReport): boolean {
  return status === 'passed'
}

function causesOf(run: RunReport): Array<[key: string, cause: FoundCause]> {
  const diagnosis = isFine(run) ? null : endedBy(run, run.diagnosis ?? null)
  if (diagnosis) {
    const { cause, statement, source } = diagnosis
    const fingerprint = fingerprintOf(diagnosis)
    const found = { cause, statement, paths: [], source, fingerprint, runs: [run] }
    return [[keyOfDiagnosis(diagnosis, thrownBy(run)), { kind: 'failure', diagnosis, ...found }]]
  }
  return run.divergences
    .filter(({ firstCause }) => firstCause)
    .map((divergence) => {
      const { cause, paths, source } = divergence
      const statement = titleOfCause(divergence)
      const key = keyOfDivergence(divergence, homeOfRun(run))
      const fingerprint = shortHash(key)
      const found = { cause, statement, paths, source, fingerprint, runs: [run] }
      return [key, { kind: 'divergence', divergence, ...found }]
    })
}

/** The error of an agent: that of a replay itself says how it differs from its recording. */
function thrownBy({ mode, finalOutput: { replayed }, error }: RunReport): string | null {
  return mode === 'replay' && replayed !== null && 'error' in replayed
    ? `${replayed.error.name}: ${replayed.error.message}`
    : error
}
