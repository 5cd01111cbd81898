import type { StaticAnalysis } from '../../../core/analysis/findings/find-static-findings.ts'
import type { FindingSeverity, StaticFacts } from '../../../core/analysis/findings/schema.ts'
import { describeStaticFinding } from '../../../core/words/findings/describe-static-finding.ts'

/** The severities that affect replays; low ones affect new recordings only, and most cassettes have some. */
const GRAVEST: FindingSeverity[] = ['critical', 'high', 'medium']
const MOST = 8

/** Renders the static findings of a cassette, the gravest first, and the predicted score. */
export function renderStaticFindings({ findings, predictedScore }: StaticAnalysis): string[] {
  const open = findings.filter(({ waived }) => waived === null)
  if (findings.length === 0) return []
  const sorted = GRAVEST.flatMap((severity) => open.filter((one) => one.severity === severity))
  const low = open.length - sorted.length
  const left = sorted.length - MOST
  const waived = findings.length - open.length
  return [
    ...sorted.slice(0, MOST).flatMap(renderFinding),
    ...(left > 0 ? [`notice: ${left} more, see --json`] : []),
    ...(low > 0 ? [`notice: ${low} low, for new recordings only; see --json`] : []),
    ...(waived > 0 ? [`notice: ${waived} waived`] : []),
    `notice: predicted determinism ${predictedScore} of 100, by this file alone; toBeDeterministic measures it`,
  ]
}

function renderFinding(facts: StaticFacts): string[] {
  const { type, severity, action, index, path } = facts
  const { description, recommendation } = describeStaticFinding(facts)
  const where = path === null ? `${action} (${index})` : `${action} (${index}), ${path}`
  return [
    `notice: ${type}, ${severity}: ${where}: ${shorten(description)}`,
    ...(recommendation ? [`  ${recommendation.text}`] : []),
  ]
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 300 ? `${line.slice(0, 300)}...` : line
}
