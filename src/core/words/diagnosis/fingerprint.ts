import { shortHash } from '../../cassette/cassette-path.ts'
import type { Diagnosis } from '../../report/diagnosis-schema.ts'
import type { RunReport } from '../../report/schema.ts'
import { keyOfDiagnosis, keyOfDivergence } from './cause-key.ts'
import { endedBy, homeOfRun } from './ended-by.ts'

const MOST = 8

/** The fingerprint of a failure: the same for executions that fail with one class, in one action, with one message. */
export function fingerprintOf(diagnosis: Diagnosis): string {
  return shortHash(keyOfDiagnosis(diagnosis, null))
}

/** The fingerprints of what broke a run: its first causes, or the failure of its agent. Empty where nothing did. */
export function fingerprintsOf(run: RunReport, diagnosis: Diagnosis | null): string[] {
  const failure = endedBy(run, diagnosis)
  const first = run.divergences.filter(({ firstCause }) => firstCause)
  const found = failure
    ? [fingerprintOf(failure)]
    : first.map((divergence) => shortHash(keyOfDivergence(divergence, homeOfRun(run))))
  return [...new Set(found)].slice(0, MOST)
}
