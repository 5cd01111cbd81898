import { compilePattern } from '../policy/policy.ts'
import type { ReportAction } from '../report/action-schema.ts'

/** The conditions that an action has to meet, all of them. */
export interface SpanFilter {
  type?: ReportAction['type']
  /** The name, in which `*` stands for anything. */
  name?: string
  outcome?: ReportAction['outcome']
}

/** Returns a function that accepts the actions that meet a filter. */
export function spanFilter({
  type,
  name,
  outcome,
}: SpanFilter): (action: Pick<ReportAction, 'type' | 'name' | 'outcome'>) => boolean {
  const isNamed = name === undefined ? () => true : compilePattern(name)
  return (action) =>
    (type === undefined || action.type === type) &&
    (outcome === undefined || action.outcome === outcome) &&
    isNamed(action.name)
}
