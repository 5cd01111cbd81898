import type { JsonValue } from '../../json.ts'
import type { Omitted, ReportAction } from '../action-schema.ts'
import { referenceKey } from './contents.ts'
import type { RunReport } from '../schema.ts'

/** The packed parts of an action. */
export const ACTION_PARTS = ['inputs', 'outputs', 'asked', 'returned', 'answer'] as const

/** Lists everything of an action that may hold references, files included. */
export function actionParts(action: ReportAction): JsonValue[] {
  const files = (action.omitted ?? []).flatMap(({ content }) => [content?.body, content?.text])
  return [...ACTION_PARTS.map((part) => action[part]), ...files].filter(
    (part) => part !== undefined,
  )
}

/** Lists everything of a run that may hold references, but for what is offered as a file. */
export function packedParts(run: RunReport): JsonValue[] {
  const outcomes = [run.finalOutput.recorded, run.finalOutput.replayed]
  const parts: Array<JsonValue | undefined> = [
    run.input,
    ...outcomes.map((outcome) => (outcome && 'output' in outcome ? outcome.output : undefined)),
    ...run.actions.flatMap((action) => ACTION_PARTS.map((part) => action[part])),
    ...run.recordedActions.flatMap((action) => [action.inputs, action.outputs]),
    ...omittedParts(run).map(({ content }) => content?.body),
  ]
  return parts.filter((part) => part !== undefined)
}

/** Lists everything of a run that does not stand in its place. */
export function omittedParts(run: RunReport): Omitted[] {
  const lists = [run, ...run.actions, ...run.recordedActions].map(({ omitted }) => omitted)
  return lists.flatMap((list) => list ?? [])
}

/** The key of what is offered as a file; `null` where only the cassette has it. */
export function fileKey({ content }: Omitted): string | null {
  return content ? referenceKey(content.text) : null
}
