import type { RunComparison, RunFacts } from './comparison-schema.ts'
import type { ExportRow } from './export-rows.ts'

/**
 * The runs of a comparison, a row each. Times in ms, money in USD; what is not known is empty, never 0.
 *
 * @example
 * toCsv(comparedRows(report.comparison.runs))
 */
export function comparedRows(runs: readonly RunComparison[]): ExportRow[] {
  return runs.map((run) => {
    const causes = run.divergences.filter(({ firstCause }) => firstCause)
    const [cause] = causes
    const steps = (change: string) =>
      (run.tools ?? []).filter((step) => step.change === change).map(({ name }) => name)
    return {
      id: run.id,
      run: run.name,
      project: run.project,
      file: run.test.file,
      test: run.test.fullName,
      agent: run.agent,
      workflow: run.workflow,
      tags: run.tags.join(' '),
      renamedFrom: run.renamedFrom ? `${run.renamedFrom.file} > ${run.renamedFrom.fullName}` : null,
      verdict: run.verdict,
      reasons: run.reasons.join('; '),
      evidence: run.evidence,
      basis: run.basis,
      positions: run.positions,
      divergences: run.divergences.length + run.moreDivergences,
      firstCauses: causes.length,
      firstCause: cause?.cause ?? null,
      firstCauseNote: cause?.note ?? null,
      firstCauseAction: cause?.action ?? null,
      sourceFile: cause?.source?.file ?? null,
      sourceLine: cause?.source?.line ?? null,
      toolsAdded: steps('added').join(' '),
      toolsRemoved: steps('removed').join(' '),
      ...factColumns('base', run.base),
      ...factColumns('head', run.head),
    }
  })
}

const FACTS = [
  'cassette',
  'release',
  'recordedAt',
  'takes',
  'status',
  'stopReason',
  'errorClass',
  'errorRate',
  'actions',
  'toolCalls',
  'toolErrors',
  'repeatedToolCalls',
  'matchRate',
  'determinism',
  'costUsd',
  'tokens',
  'durationMs',
] as const satisfies ReadonlyArray<keyof RunFacts>

function factColumns(side: 'base' | 'head', facts: RunFacts | null): ExportRow {
  return Object.fromEntries(
    FACTS.map((fact) => [
      `${side}${fact[0]!.toUpperCase()}${fact.slice(1)}`,
      facts?.[fact] ?? null,
    ]),
  )
}
