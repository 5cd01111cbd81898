import { actedOnHeaders } from '../../cassette/acted-on-headers.ts'
import type { Body, Cassette, RecordedAction } from '../../cassette/schema.ts'
import { samePacked, type SamePacked } from './same-packed.ts'
import { LazyAction } from '../runs/performed-action.ts'
import type { PerformedRun, Recording, RunSource } from '../runs/performed-run.ts'
import { shownBy } from '../runs/shown-by.ts'
import { plainOutput } from '../runs/comparable-runs.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'
import type { RecordedActionReport, ReportAction } from '../../report/action-schema.ts'
import type { RunReport } from '../../report/schema.ts'
import { statusTextOf } from '../../cassette/response-head.ts'

/**
 * Checks that two runs asked and got the very same, all of it, but for times, tokens and money. It is far quicker than a
 * comparison, and does not find what differs; runs that were made by hand are never the same.
 */
export function isSameRun(a: PerformedRun, b: PerformedRun): boolean {
  const [left, right] = [a.from, b.from]
  if (!left || !right) return false
  if (left.kind === 'cassette' && right.kind === 'cassette')
    return isSameCassette(left.cassette, right.cassette)
  if (left.kind === 'report' && right.kind === 'report' && left.part === right.part)
    return isSameReported(left, right)
  return isSameByParts(a, b)
}

function isSameCassette(a: Cassette, b: Cassette): boolean {
  if (a.actions.length !== b.actions.length) return false
  return (
    isEqual(a.header.input, b.header.input) &&
    isEqual(a.header.resources, b.header.resources) &&
    isEqual(endFacts(a), endFacts(b)) &&
    a.actions.every((action, at) => isEqual(actionFacts(action), actionFacts(b.actions[at]!)))
  )
}

function endFacts({ end }: Cassette) {
  return end && [end.status, end.stopReason, end.output, end.error]
}

function actionFacts(action: RecordedAction) {
  const { index, type, name, parent, outcome, inputs, outputs, error, llm } = action
  const model = llm && [llm.provider, llm.operation, llm.model, llm.stopReason]
  return [
    index,
    type,
    name,
    parent,
    outcome,
    action.async,
    action.response && statusTextOf(action.response),
    inputs,
    outputs,
    error,
    model,
    ...exchange(action),
  ]
}

function exchange({ request, response }: Pick<RecordedAction, 'request' | 'response'>) {
  return [
    request?.method,
    request?.url,
    request?.headers,
    timeless(request?.body),
    response?.status,
    response && actedOnHeaders(response.headers),
    response?.end,
    timeless(response?.body),
  ]
}

/** When and in which pieces a body came is the network's doing. */
function timeless(body: Body | undefined): unknown {
  if (!body) return undefined
  const {
    times: _times,
    chunks: _chunks,
    ...rest
  } = body as Body & { times?: unknown; chunks?: unknown }
  return rest
}

/** @note Fields that a value may lack are `undefined` here, which is equal to nothing but itself. */
function isEqual(a: unknown, b: unknown): boolean {
  return jsonEqual(a as JsonValue, b as JsonValue)
}

type Reported = Extract<RunSource, { kind: 'report' }>

function isSameReported(a: Reported, b: Reported): boolean {
  const same = samePacked(a.contents, b.contents)
  if (!same(a.run.input, b.run.input)) return false
  if (!same(endOf(a), endOf(b)) || !same(leftOut(a), leftOut(b))) return false
  return a.part === 'performed'
    ? isSameList(a.run.actions, b.run.actions, (x, y) => isSamePerformed(x, y, same))
    : isSameRecorded(a.run, b.run, same)
}

function endOf({ part, run }: Reported): JsonValue | undefined {
  const { recorded, replayed } = run.finalOutput
  return isReplay({ part, run }) ? asJson(replayed) : asJson(recorded)
}

function leftOut({ part, run }: Reported): JsonValue {
  const end = isReplay({ part, run }) ? 'replayed' : 'recorded'
  return asJson(
    run.omitted?.filter((omitted) => omitted.part === end || omitted.part === 'input') ?? [],
  )!
}

function isReplay({ part, run }: Pick<Reported, 'part' | 'run'>): boolean {
  return part === 'performed' && run.mode === 'replay'
}

function asJson(value: unknown): JsonValue | undefined {
  return (value ?? undefined) as JsonValue | undefined
}

function isSamePerformed(a: ReportAction, b: ReportAction, same: SamePacked): boolean {
  return (
    isSameFacts(a, b, same) &&
    a.treatment === b.treatment &&
    a.recorded === b.recorded &&
    same(a.inputs, b.inputs) &&
    same(a.outputs, b.outputs) &&
    same(a.asked, b.asked) &&
    same(a.returned, b.returned) &&
    same(asJson(a.omitted), asJson(b.omitted))
  )
}

function isSameRecorded(a: RunReport, b: RunReport, same: SamePacked): boolean {
  const [left, right] = [shownBy(a), shownBy(b)]
  return isSameList(a.recordedActions, b.recordedActions, (x, y) => {
    if (!isSameFacts(x, y, same)) return false
    const [from, to] = [left.get(x.index) ?? x, right.get(y.index) ?? y]
    return (
      same(from.inputs, to.inputs) &&
      same(from.outputs, to.outputs) &&
      same(recordedParts(from), recordedParts(to))
    )
  })
}

function recordedParts({ omitted }: ReportAction | RecordedActionReport): JsonValue | undefined {
  return asJson(omitted?.filter(({ part }) => part === 'inputs' || part === 'outputs'))
}

function isSameFacts(
  a: ReportAction | RecordedActionReport,
  b: ReportAction | RecordedActionReport,
  same: SamePacked,
): boolean {
  return (
    a.index === b.index &&
    a.type === b.type &&
    a.name === b.name &&
    a.parent === b.parent &&
    a.outcome === b.outcome &&
    a.status === b.status &&
    a.provider === b.provider &&
    a.model === b.model &&
    a.stopReason === b.stopReason &&
    same(asJson(a.error), asJson(b.error))
  )
}

function isSameList<Item>(
  a: readonly Item[],
  b: readonly Item[],
  isSame: (a: Item, b: Item) => boolean,
): boolean {
  return a.length === b.length && a.every((item, at) => isSame(item, b[at]!))
}

/** Compares runs that were read in different ways. A report has neither types of values nor an error's fields. */
function isSameByParts(a: PerformedRun, b: PerformedRun): boolean {
  if (!isEqual(plainEnd(a), plainEnd(b))) return false
  return isSameList(a.actions, b.actions, (x, y) => {
    if (!(x instanceof LazyAction) || !(y instanceof LazyAction)) return false
    return isEqual(plainFacts(x), plainFacts(y))
  })
}

function plainEnd(run: PerformedRun) {
  return run.end && [plainOutput(run), run.end.error]
}

function plainFacts(action: LazyAction) {
  const { index, type, name, parent, error, status } = action
  const { inputs, outputs, request, response } = action.content()
  const model = action.llm && [action.llm.provider, action.llm.model, action.llm.stopReason]
  return [
    index,
    type,
    name,
    parent,
    error,
    status,
    action.outcome,
    model,
    inputs?.json,
    outputs?.json,
    ...exchange({ request, response }),
  ]
}

/**
 * Checks that two recordings are one and the same: recorded at the same time, with equal contents. The time alone is not
 * enough, since a cassette can be edited; nor is the id, since every recording of a cassette has the same.
 */
export function isSameRecordedRun(a: Recording, b: Recording): boolean {
  if (a === b) return true
  if (a.recordedAt !== b.recordedAt) return false
  return a.from && b.from ? isSameRun(a, b) : a.runId === b.runId
}
