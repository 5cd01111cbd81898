import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { ActionSides } from '../../core/report/action-codec/content.ts'
import { encodeError } from '../../core/report/action-codec/error-facts.ts'
import { encodeModelCall } from '../../core/report/action-codec/facts.ts'
import type { ReportContents } from '../../core/report/action-codec/report-contents.ts'
import { encodeAction, encodeRecorded } from '../../core/report/action-codec/write-action.ts'
import type {
  ActionFacts,
  RecordedActionReport,
  ReportAction,
} from '../../core/report/action-schema.ts'
import { isoOf, spanIdOf } from '../context/execution-id.ts'
import type { ObservedAction } from '../pass/observed-action.ts'

/** Returns the outcome of an action that ran in this run; `null` where a recorded outcome was served, or none. */
function ranHere({ fresh, recorded }: ObservedAction): RecordedAction | null {
  if (!fresh) return null
  const takenOver =
    recorded && fresh.request === recorded.request && fresh.inputs === recorded.inputs
  return takenOver ? null : fresh
}

/** The actions of a run as the report shows them, without requests and answers. */
export function actionFacts(
  actions: readonly ObservedAction[],
  { traceId, isReplay }: { traceId: string; isReplay: boolean },
): ActionFacts[] {
  return actions.map((action) => {
    const here = ranHere(action)
    const before = isReplay ? action.recorded : (action.fresh ?? null)
    const from = here ?? action.recorded
    return {
      index: action.index,
      type: action.type,
      name: action.name,
      parent: action.parent,
      spanId: spanIdOf(traceId, action.index),
      startedAt: isoOf(action.startedAt),
      outcome: outcomeOf(action),
      replayed: here === null && action.fresh !== undefined && action.recorded !== null,
      treatment: action.treatment,
      recorded: action.recorded?.index ?? null,
      start: action.start,
      recordedStart: before?.start ?? null,
      recordedDuration: before?.duration ?? null,
      timeToHeadersMs: before?.timeToHeadersMs ?? null,
      replayedDuration: isReplay ? (here?.duration ?? null) : null,
      ...encodeModelCall(from),
      status: from?.response?.status ?? null,
      error: action.error ?? encodeError(from?.error),
      source: action.source,
    }
  })
}

/** @note Of a function that did not end in time, what came of it when it was recorded is all that is known. */
function outcomeOf({ treatment, fresh, recorded }: ObservedAction): ActionFacts['outcome'] {
  if (treatment === 'blocked') return 'blocked'
  return (fresh ?? recorded)?.outcome ?? 'success'
}

/** Adds requests and answers. */
export function withContents(
  facts: readonly ActionFacts[],
  actions: readonly ObservedAction[],
  contents: ReportContents,
  isReplay: boolean,
): ReportAction[] {
  return facts.map((fact, position) => ({
    ...fact,
    ...encodeAction(sidesOf(actions[position]!, isReplay), contents),
  }))
}

/** @note While recording, an action that was served from the cassette has the recorded side only. */
function sidesOf(action: ObservedAction, isReplay: boolean): ActionSides {
  const { recorded } = action
  if (recorded && !isReplay) return { recorded, asked: null, performed: null }
  const performed = ranHere(action)
  const asked = action.asked ?? null
  return { recorded, asked: isReplay ? (performed ?? asked) : performed ? null : asked, performed }
}

/** The recorded side of a replay: what no replayed action shows with its contents. */
export function recordedActions(
  recorded: readonly RecordedAction[],
  actions: readonly ObservedAction[],
  contents: ReportContents,
): RecordedActionReport[] {
  const shown = new Set(actions.map((action) => action.recorded?.index))
  return recorded.map((action) => encodeRecorded(action, shown.has(action.index) ? null : contents))
}
