import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { shortHash } from '../../core/cassette/cassette-path.ts'
import type { ExecutionFailure } from '../../core/run-events/events-of-run.ts'
import type { EndSummary } from '../../core/run-events/schema.ts'
import type { Contents } from '../../core/report/contents/contents.ts'
import type { Diagnosis } from '../../core/report/diagnosis-schema.ts'
import type { RunReport } from '../../core/report/schema.ts'
import type { KnownCause } from '../../core/words/diagnosis/known-causes.ts'
import { analyzeRun } from '../../core/words/diagnosis/analyze-run.ts'
import { findCauses } from '../../core/words/diagnosis/find-causes.ts'
import { fingerprintOf, fingerprintsOf } from '../../core/words/diagnosis/fingerprint.ts'

/** Reads what an execution is found by where another one fails as it did. A run that passed costs nothing. */
export function describeFailedRun(
  root: string,
  { run, contents }: { run: RunReport; contents: Contents },
  known: readonly KnownCause[] = [],
): ExecutionFailure {
  if (run.status === 'passed' && run.trial === undefined) return {}
  const diagnosis = analyzeRun(run, { contents, known })
  const fingerprints = fingerprintsOf(run, diagnosis)
  const failedLine = diagnosis?.source && lineOf(root, diagnosis.source)
  const cause = causeOf(run, diagnosis)
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(fingerprints.length > 0 ? { fingerprints } : {}),
    ...(diagnosis ? { failure: fingerprintOf(diagnosis) } : {}),
    ...(failedLine ? { failedLine } : {}),
  }
}

function causeOf(run: RunReport, diagnosis: Diagnosis | null): string | undefined {
  if (run.mode !== 'replay' || run.divergences.length === 0) return undefined
  const [first] = findCauses([{ ...run, diagnosis: diagnosis ?? undefined }])
  return first?.statement
}

function lineOf(
  root: string,
  { file, line }: { file: string; line: number },
): EndSummary['failedLine'] {
  const text = readLines(root, file)?.[line - 1]
  return text === undefined ? undefined : { file, line, hash: shortHash(text.trim()) }
}

/** Accepts a line that stands nowhere in its file any more. Of a file that cannot be read nothing is known. */
export function isLineGone(root: string, failedLine: EndSummary['failedLine']): boolean {
  const lines = failedLine && readLines(root, failedLine.file)
  return lines !== undefined && !lines.some((text) => shortHash(text.trim()) === failedLine!.hash)
}

function readLines(root: string, file: string): string[] | undefined {
  try {
    return readFileSync(resolve(root, file), 'utf8').split('\n')
  } catch {
    // A place in a file that is gone, or that never was one.
    return undefined
  }
}
