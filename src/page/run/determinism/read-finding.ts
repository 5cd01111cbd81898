import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

/** A finding as the page shows it. */
export interface Finding {
  severity: Severity
  issue: string
  description: string
  action: string | null
  location: string | null
  recommendation: string | null
  before: string | null
  after: string | null
}

/** Reads a finding; what it does not say is left out. */
export function readFinding(json: JsonValue): Finding {
  const finding = isJsonObject(json) ? json : { description: JSON.stringify(json) }
  const advice = isJsonObject(finding['recommendation']) ? finding['recommendation'] : finding
  const severity = SEVERITIES.find((known) => known === finding['severity'])
  return {
    severity: severity ?? 'medium',
    issue: first(finding, 'issueType', 'issue', 'type', 'kind') ?? 'unstable',
    description: first(finding, 'description', 'message') ?? '',
    action: first(finding, 'action', 'actionName', 'index'),
    location: locationOf(finding['location'] ?? finding['source'] ?? null),
    recommendation:
      advice === finding ? first(finding, 'recommendation') : first(advice, 'text', 'description'),
    before: first(advice, 'before'),
    after: first(advice, 'after'),
  }
}

function locationOf(value: JsonValue): string | null {
  if (typeof value === 'string') return value
  if (!isJsonObject(value) || typeof value['file'] !== 'string') return null
  return `${value['file']}:${String(value['line'] ?? '')}`
}

function first(object: JsonObject, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = object[key]
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return null
}
