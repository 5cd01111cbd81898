import type { ReportAction } from '../../report/action-schema.ts'
import type { RunReport } from '../../report/schema.ts'

/** The actions that show what was recorded. */
export function shownBy({ actions }: RunReport): Map<number | null, ReportAction> {
  return new Map(actions.map((action) => [action.recorded, action]))
}
