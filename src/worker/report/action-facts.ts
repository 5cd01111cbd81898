import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { ReportContents } from '../../core/report/action-codec/pack-parts.ts'
import {
  answerOf,
  type Asked,
  inputsOf,
  outputsOf,
  same,
  withoutRepetition,
} from '../../core/report/action-codec/write-action.ts'
import type {
  ActionFacts,
  ErrorFacts,
  Omitted,
  RecordedActionReport,
  ReportAction,
} from '../../core/report/action-schema.ts'
import type { ObservedAction } from '../pass/observed-action.ts'

/** What an action did in this run; `null` where its recorded outcome was given back, or nothing. */
function ranHere({ fresh, recorded }: ObservedAction): RecordedAction | null {
  if (!fresh) return null
  const takenOver =
    recorded && fresh.request === recorded.request && fresh.inputs === recorded.inputs
  return takenOver ? null : fresh
}

/** The actions of a run as the report shows them, without what was asked and answered. */
export function actionFacts(actions: readonly ObservedAction[], isReplay: boolean): ActionFacts[] {
  return actions.map((action) => {
    const here = ranHere(action)
    const before = isReplay ? action.recorded : (action.fresh ?? null)
    const from = here ?? action.recorded
    return {
      index: action.index,
      type: action.type,
      name: action.name,
      parent: action.parent,
      outcome: outcomeOf(action, here !== null),
      treatment: action.treatment,
      recorded: action.recorded?.index ?? null,
      start: action.start,
      recordedStart: before?.start ?? null,
      recordedDuration: before?.duration ?? null,
      replayedDuration: isReplay ? (here?.duration ?? null) : null,
      ...modelFacts(from),
      status: from?.response?.status ?? null,
      error: action.error ?? errorFacts(from?.error),
      source: action.source,
    }
  })
}

function outcomeOf(action: ObservedAction, here: boolean): ActionFacts['outcome'] {
  if (action.treatment === 'blocked') return 'blocked'
  if (!here && action.recorded) return 'replayed'
  return action.failed ? 'error' : 'success'
}

function modelFacts(from: RecordedAction | null) {
  const llm = from?.llm
  return {
    provider: llm?.provider ?? null,
    model: llm?.model ?? null,
    inputTokens: llm?.usage?.inputTokens ?? null,
    outputTokens: llm?.usage?.outputTokens ?? null,
    cachedInputTokens: llm?.usage?.cachedInputTokens ?? null,
    costUsd: llm?.costUsd ?? null,
    stopReason: llm?.stopReason ?? null,
  }
}

function errorFacts(error: RecordedAction['error']): ErrorFacts | null {
  return error ? { name: error.name, message: error.message } : null
}

/** Adds what was asked and answered. */
export function withContents(
  facts: readonly ActionFacts[],
  actions: readonly ObservedAction[],
  contents: ReportContents,
  isReplay: boolean,
): ReportAction[] {
  return facts.map((fact, position) => {
    const action = actions[position]!
    const here = ranHere(action)
    const asked: Asked | null = here ?? action.asked ?? null
    const known = action.recorded ?? asked
    const from = action.recorded ?? here
    const omitted: Omitted[] = []
    const parts = {
      inputs: known && inputsOf(known, 'inputs', contents, omitted),
      outputs: from && outputsOf(from, 'outputs', contents, omitted),
      asked: isReplay && asked ? inputsOf(asked, 'asked', contents, omitted) : undefined,
      returned:
        isReplay && here && action.recorded
          ? outputsOf(here, 'returned', contents, omitted)
          : undefined,
      answer: from ? answerOf(from, contents) : undefined,
    }
    const report: ReportAction = { ...fact }
    if (parts.inputs !== undefined && known) report.inputs = parts.inputs!
    if (parts.outputs !== undefined && from) report.outputs = parts.outputs!
    if (parts.asked !== undefined && (!action.recorded || !same(parts.asked, parts.inputs)))
      report.asked = parts.asked
    if (parts.returned !== undefined && !same(parts.returned, parts.outputs))
      report.returned = parts.returned
    if (parts.answer !== undefined) report.answer = parts.answer
    if (omitted.length > 0) report.omitted = withoutRepetition(report, omitted)
    return report
  })
}

/** The recorded side of a replay: what no replayed action shows with its contents. */
export function recordedActions(
  recorded: readonly RecordedAction[],
  actions: readonly ObservedAction[],
  contents: ReportContents,
): RecordedActionReport[] {
  const shown = new Set(actions.map((action) => action.recorded?.index))
  return recorded.map((action) => {
    const omitted: Omitted[] = []
    const report: RecordedActionReport = {
      index: action.index,
      type: action.type,
      name: action.name,
      parent: action.parent,
      start: action.start,
      duration: action.duration,
      outcome: action.outcome,
      ...modelFacts(action),
      status: action.response?.status ?? null,
      error: errorFacts(action.error),
    }
    if (shown.has(action.index)) return report
    const inputs = inputsOf(action, 'inputs', contents, omitted)
    const outputs = outputsOf(action, 'outputs', contents, omitted)
    if (inputs !== undefined) report.inputs = inputs
    if (outputs !== undefined) report.outputs = outputs
    if (omitted.length > 0) report.omitted = omitted
    return report
  })
}
