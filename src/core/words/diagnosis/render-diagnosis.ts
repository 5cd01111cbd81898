import type { Diagnosis } from '../../report/diagnosis-schema.ts'
import { formatDuration } from '../format-number.ts'

/**
 * Renders a diagnosis as at most six lines of plain text: conclusion, place, first error and the decision behind it,
 * slowest action, repeated calls, what mends it.
 */
export function renderDiagnosis(diagnosis: Diagnosis): string[] {
  const { firstErrorSpan, decisionBehindIt, slowestSpan, repeatedToolCalls, source } = diagnosis
  const status = diagnosis.status === 'observed' ? '' : ` (${diagnosis.status})`
  const layer = diagnosis.layer === null ? '' : `, layer ${diagnosis.layer}`
  const place = source ? ` at ${source.file}:${source.line}` : ''
  const behind = decisionBehindIt
    ? `, asked for by action ${decisionBehindIt.index} (${decisionBehindIt.name})`
    : ''
  const slowest = slowestSpan
    ? [`slowest: ${slowestSpan.name}, ${formatDuration(slowestSpan.recordedDuration)}`]
    : []
  const repeated = repeatedToolCalls.map(({ name, count }) => `${name} ${count} times`)
  return [
    `diagnosis: ${diagnosis.statement}${status}`,
    `class ${diagnosis.errorClass}${layer}, stopped for ${diagnosis.stopReason}${place}`,
    ...(firstErrorSpan
      ? [
          `first error: action ${firstErrorSpan.index} (${firstErrorSpan.name}), ${firstErrorSpan.errorClass}${behind}`,
        ]
      : []),
    ...slowest,
    ...(repeated.length > 0 ? [`repeated with the same arguments: ${repeated.join(', ')}`] : []),
    `remedy: ${diagnosis.remedy}`,
  ]
}
