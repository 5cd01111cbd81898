import type { Cassette, CassetteEnd, RecordedAction } from '../../core/cassette/schema.ts'
import { findBackground, findRecurring, type PassRequest } from '../../core/matching/background.ts'
import { canonicalUrl } from '../../core/matching/canonical-url.ts'
import { operationOf } from '../../core/matching/matchable.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { LONGEST_AWAITED } from '../context/long-timers.ts'
import { workerState } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'
import type { AgentPass } from '../pass/agent-pass.ts'

/** Milliseconds after which what such a timer began has become a request. */
const FOLLOWED = 20

/** The maximum number of answers that are kept. */
const MAX_ANSWERS = 20

/** A recording that has come to its end. */
export type RecordedWhole = Cassette & { end: CassetteEnd }

/** The operations that may go on in the background, and requests of those that were made beside the recording. */
export interface FoundBackground {
  operations: ReadonlySet<string>
  requests: ReadonlyMap<string, string>
}

interface Passes {
  recorded: AgentPass
  replayed: AgentPass
}

/** Finds what modules request by themselves. */
export async function findOfModules({ recorded, replayed }: Passes): Promise<FoundBackground> {
  const { redactor } = recorded.ledger.options
  const outside = await lookOutside()
  const requests = new Map(
    [...outside].map((request) => [outsideOperation(request, redactor), request]),
  )
  const operations = findBackground(
    requestsOf(recorded),
    requestsOf(replayed),
    new Set(requests.keys()),
  )
  return { operations, requests }
}

/** Finds what intervals of the agent request; `null` where it sets none. */
export function findOfIntervals({ recorded, replayed }: Passes): FoundBackground | null {
  if (!recorded.ledger.options.intervals.areSet) return null
  const operations = findRecurring(requestsOf(recorded), requestsOf(replayed))
  return { operations, requests: new Map() }
}

/**
 * Of what intervals request, finds what they request in another number when they fire faster or the run is faster, and what was too
 * late for the recording.
 */
export function findRepeated(
  { operations }: FoundBackground,
  { recorded, replayed, hurried }: Passes & { hurried: AgentPass },
): FoundBackground {
  const [before, after] = [countOf(recorded), countOf(replayed)]
  const { quiet } = hurried.ledger.policy
  const varied = [...operations].filter((operation) => {
    const counts = [before(operation), after(operation), quiet.get(operation)?.count ?? 0]
    return new Set(counts).size > 1
  })
  const late = [...quiet].filter(([operation]) => before(operation) === 0)
  return {
    operations: new Set([...varied, ...late.map(([operation]) => operation)]),
    requests: new Map(late.map(([operation, { request }]) => [operation, request])),
  }
}

function countOf(pass: AgentPass): (operation: string) => number {
  const asked = requestsOf(pass).map(({ operation }) => operation)
  return (operation) => asked.filter((other) => other === operation).length
}

/** Joins what was found in two ways. */
export function joinFound(left: FoundBackground, right: FoundBackground): FoundBackground {
  return {
    operations: new Set([...left.operations, ...right.operations]),
    requests: new Map([...left.requests, ...right.requests]),
  }
}

/** Takes the requests that may go on in the background out of a recording. */
export function separateBackground(
  recorded: RecordedWhole,
  { ledger }: AgentPass,
  { operations: found, requests }: FoundBackground,
): RecordedWhole {
  const operations = new Map(ledger.actions.map(({ index, operation }) => [index, operation]))
  const isQuiet = ({ index }: RecordedAction) => found.has(operations.get(index) ?? '')
  const quiet = recorded.actions.filter(isQuiet)
  const known = new Set(quiet.map(({ index }) => operations.get(index)))
  const unseen = [...found].filter((operation) => !known.has(operation) && requests.has(operation))
  return {
    ...recorded,
    actions: renumber(recorded.actions.filter((action) => !isQuiet(action))),
    end: {
      ...recorded.end,
      totals: { ...recorded.end.totals, actions: recorded.actions.length - quiet.length },
      background: [
        ...distinct(quiet).slice(0, MAX_ANSWERS),
        ...unseen.map((operation) =>
          unansweredOf(requests.get(operation)!, ledger.options.redactor),
        ),
      ].map((action, index) => ({ ...action, index, parent: null })),
    },
  }
}

function requestsOf({ ledger }: AgentPass): PassRequest[] {
  return ledger.actions
    .filter(({ type }) => type === 'http' || type === 'llm')
    .map(({ operation, isAttributed, isRecurring, type }) => ({
      operation,
      isAttributed,
      isRecurring,
      isModelCall: type === 'llm',
    }))
}

/** Waits until timers that modules have set have fired, once a test file, and lists the requests that came of it. */
async function lookOutside(): Promise<ReadonlySet<string>> {
  const { file } = sharedState
  if (file?.goingOn) return file.goingOn
  const requests = new Set<string>()
  if (!file) return requests
  const now = workerState.now()
  const due = [...workerState.outsideTimers]
    .filter((timer) => timer.isSet() && timer.due - now <= LONGEST_AWAITED)
    .map((timer) => timer.due)
  if (due.length === 0) return requests
  file.outside = requests
  await new Promise((resolve) => workerState.setTimeout(resolve, Math.max(...due) - now + FOLLOWED))
  delete file.outside
  return (file.goingOn = requests)
}

function outsideOperation(request: string, redactor: Redactor): string {
  const [method, url] = split(request)
  return operationOf(method, canonicalUrl(redactor.url(url)))
}

function split(request: string): [method: string, url: string] {
  const at = request.indexOf(' ')
  return [request.slice(0, at).toUpperCase(), request.slice(at + 1)]
}

/** An operation that was seen while no run was open, and of which there is no answer. */
function unansweredOf(request: string, redactor: Redactor): RecordedAction {
  const [method, url] = split(request)
  const address = redactor.url(url).replace(/[?#].*$/, '')
  return {
    kind: 'action',
    index: 0,
    type: 'http',
    name: `${method} ${address.replace(/^https?:\/\//, '')}`,
    parent: null,
    start: 0,
    duration: 0,
    outcome: 'error',
    request: { method, url: address, headers: [] },
  }
}

/** @note Of equal requests, the last answer is the one that a poller ended with. */
function distinct(actions: readonly RecordedAction[]): RecordedAction[] {
  return [...new Map(actions.map((action) => [JSON.stringify(action.request), action])).values()]
}

function renumber(actions: readonly RecordedAction[]): RecordedAction[] {
  const numbers = new Map(actions.map(({ index }, at) => [index, at]))
  const numberOf = (index: number) => numbers.get(index) ?? index
  return actions.map((action, index) => ({
    ...action,
    index,
    parent: action.parent === null ? null : (numbers.get(action.parent) ?? null),
    ...(action.process?.within ? { process: withNumbers(action.process, numberOf) } : {}),
    ...(action.mcp ? { mcp: withHolders(action.mcp, numberOf) } : {}),
  }))
}

function withNumbers(
  facts: NonNullable<RecordedAction['process']>,
  numberOf: (index: number) => number,
): NonNullable<RecordedAction['process']> {
  const within = facts.within?.map(([line, of]): [number, number] => [line, numberOf(of)])
  return within ? { ...facts, within } : facts
}

function withHolders(
  { of, within, ...facts }: NonNullable<RecordedAction['mcp']>,
  numberOf: (index: number) => number,
): NonNullable<RecordedAction['mcp']> {
  return {
    ...facts,
    ...(of === undefined ? {} : { of: numberOf(of) }),
    ...(within === undefined ? {} : { within: numberOf(within) }),
  }
}
