import type { RunReport } from '../../../core/report/schema.ts'
import { renderDiagnosis } from '../../../core/words/diagnosis/render-diagnosis.ts'

/** Renders the diagnosis of a run; a request that was not recorded is explained by its divergence. */
export function diagnosisLines({ diagnosis }: RunReport): string[] {
  return diagnosis && diagnosis.errorClass !== 'not_recorded' ? renderDiagnosis(diagnosis) : []
}
