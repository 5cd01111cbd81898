import { plural } from '../plural.ts'
import type { Diagnosis, ReleaseDiff } from '../../report/diagnosis-schema.ts'
import { formatDuration, formatShort } from '../format-number.ts'

/**
 * Renders a diagnosis as at most six lines of plain text: conclusion, place, first error and the decision behind it,
 * slowest action, repeated calls, what mends it.
 */
export function renderDiagnosis(diagnosis: Diagnosis): string[] {
  const { firstErrorSpan, decisionBehindIt, slowestSpan, repeatedToolCalls, source } = diagnosis
  const status = diagnosis.status === 'observed' ? '' : ` (${describeStatus(diagnosis)})`
  const layer = diagnosis.layer === null ? '' : `, layer ${diagnosis.layer}`
  const place = source ? ` at ${source.file}:${source.line}` : ''
  // An earlier error that the agent went on after has another decision behind it.
  const isDecisive = firstErrorSpan !== null && firstErrorSpan.said === undefined
  const behind =
    decisionBehindIt && isDecisive && decisionBehindIt.index < firstErrorSpan.index
      ? `, asked for by action ${decisionBehindIt.index} (${decisionBehindIt.name})`
      : ''
  const slowest = slowestSpan
    ? [`slowest: ${slowestSpan.name}, ${formatDuration(slowestSpan.recordedDuration)}`]
    : []
  // Where the agent failed by itself, the results it got matter more than the time they took.
  const isOwn = diagnosis.layer === 'code' && firstErrorSpan === null
  const misled = isOwn ? (diagnosis.suspiciousResults ?? []).slice(-1).map(describeSuspicious) : []
  const repeated = repeatedToolCalls.map(({ name, count }) => `${name} ${plural(count, 'time')}`)
  return [
    `diagnosis: ${diagnosis.statement}${status}`,
    `class ${diagnosis.errorClass}${layer}, stopped for ${diagnosis.stopReason}${place}`,
    ...(firstErrorSpan
      ? [
          `first error: action ${firstErrorSpan.index} (${firstErrorSpan.name}), ${firstErrorSpan.errorClass}${firstErrorSpan.said === undefined ? '' : `: ${firstErrorSpan.said}`}${behind}`,
        ]
      : []),
    ...(misled.length > 0 ? misled : slowest),
    ...(repeated.length > 0 ? [`repeated with the same arguments: ${repeated.join(', ')}`] : []),
    `remedy: ${diagnosis.remedy}${isPublic(diagnosis.link) ? `; see ${diagnosis.link}` : ''}`,
  ]
}

/** Accepts the page of a provider, a library or the platform; our own say little more than a remedy. */
function isPublic(link: string | undefined): boolean {
  return link !== undefined && link.startsWith('https:')
}

/** Describes how sure a diagnosis is: `confirmed: gone in 3 of 3 with another answer of action 2`. */
export function describeStatus({ status, trials }: Pick<Diagnosis, 'status' | 'trials'>): string {
  if (!trials) return status
  const { unchanged, changed } = trials
  const failed = `failed in ${unchanged.failed} of ${plural(unchanged.of, 'replay')} with the same answers`
  if (!changed) return `${status}: ${failed}`
  const what =
    changed.what === 'code'
      ? 'since the line changed'
      : `with another answer of action ${changed.at}`
  return `${status}: gone in ${changed.gone} of ${changed.of} ${what}, ${failed}`
}

/** Renders what a diagnosis says beyond its summary: the walk through the run, what is suspicious, and what changed. */
export function renderWalk(diagnosis: Diagnosis): string[] {
  const { story, lastGoodSpan, laterErrors, suspiciousResults = [] } = diagnosis
  const { suspects = [], credential, link } = diagnosis
  return [
    ...(story
      ? [
          `tried: ${story.tried}`,
          `as expected until: ${story.expectedUntil}`,
          `went wrong: ${story.wentWrong}`,
          `ended: ${story.ended}`,
        ]
      : []),
    ...(lastGoodSpan
      ? [`could still have succeeded after action ${lastGoodSpan.index} (${lastGoodSpan.name})`]
      : []),
    ...(laterErrors.length > 0 ? [`secondary errors: actions ${laterErrors.join(', ')}`] : []),
    ...suspiciousResults.map(describeSuspicious),
    ...(suspects.length > 0
      ? [
          'steps that may have decided it, the likeliest first:',
          ...suspects.map(
            ({ index, name, reasons }, at) =>
              `  ${at + 1}. action ${index} (${name}): ${reasons.join(', ')}`,
          ),
        ]
      : []),
    ...(credential
      ? [`credential${credential.name ? ` ${credential.name}` : ''}: ${credential.state}`]
      : []),
    ...(link ? [`see: ${link}`] : []),
  ]
}

function describeSuspicious({
  index,
  name,
  kind,
  paths,
  said,
}: NonNullable<Diagnosis['suspiciousResults']>[number]): string {
  if (kind === 'error_result')
    return `suspicious: action ${index} (${name}) answered with an error: ${said}`
  if (kind === 'page_result')
    return `suspicious: action ${index} (${name}) gave a page, no answer of a model${said === undefined ? '' : `: "${said}"`}`
  const what =
    kind === 'empty_result'
      ? 'gave nothing'
      : `gave another form than before at ${paths.join(', ')}`
  return `suspicious: action ${index} (${name}) ${what}`
}

/** Renders the last execution that passed, and what is different since. */
export function renderReleaseDiff({ lastPassed, errorRate, changes }: ReleaseDiff): string[] {
  const passed = lastPassed
    ? [
        `${lastPassed.traceId.slice(0, 16)}, ${lastPassed.startedAt}, release ${lastPassed.release ?? 'unknown'}${lastPassed.sha ? `, commit ${lastPassed.sha.slice(0, 12)}` : ''}`,
      ]
    : []
  const rate = errorRate === null ? [] : [describeErrorRate(errorRate)]
  return [...passed, ...rate, ...changes]
}

function describeErrorRate(change: number): string {
  if (change === 0) return 'its error rate is the same as in the release before'
  const points = formatShort(Math.abs(change) * 100, 1)
  const unit = points === '1' ? 'percentage point' : 'percentage points'
  return `its error rate is ${points} ${unit} ${change < 0 ? 'lower' : 'higher'} than in the release before`
}
