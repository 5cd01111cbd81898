import type { ReportAction } from '../../../core/report/action-schema.ts'
import { hasFailedAction } from '../../../core/report/failed-action.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { printContent } from '../../report/content-text.ts'

/** The actions that match the search and the outcome. The search includes requests and answers. */
export function filterActions(loaded: LoadedRun, text: string, outcome: string): ReportAction[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return loaded.run.actions.filter((action) => {
    if (!hasOutcome(action, outcome)) return false
    if (words.length === 0) return true
    const facts = [
      action.name,
      action.type,
      action.outcome,
      action.treatment,
      action.model ?? '',
      action.error?.message ?? '',
      action.source?.file ?? '',
    ]
      .join('\n')
      .toLowerCase()
    return words.every(
      (word) => facts.includes(word) || printContent(loaded, action).includes(word),
    )
  })
}

/** @note An error that was replayed is an error, and an answer with an error status is one, too. */
function hasOutcome(action: ReportAction, outcome: string): boolean {
  if (outcome === '') return true
  if (outcome === 'mismatched') return action.treatment === 'mismatched'
  if (outcome === 'replayed') return action.replayed
  if (outcome === 'blocked') return action.outcome === 'blocked'
  const isError = hasFailedAction(action) && action.outcome !== 'blocked'
  return outcome === 'error' ? isError : !hasFailedAction(action)
}

/** The nesting depth of each action, by its index; at most 8. */
export function depthsOf(actions: readonly ReportAction[]): Map<number, number> {
  const depths = new Map<number, number>()
  for (const { index, parent } of actions)
    depths.set(index, parent === null ? 0 : Math.min(8, (depths.get(parent) ?? -1) + 1))
  return depths
}
