import type { Cassette, CassetteEnd, RecordedAction } from '../../core/cassette/schema.ts'
import { findBackground, type PassRequest } from '../../core/matching/background.ts'
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

type Recorded = Cassette & { end: CassetteEnd }

/**
 * Takes the requests that may go on in the background out of a recording; returns `null` where there are none. To be sure,
 * the recording has to be replayed with none of them answered.
 */
export async function separateBackground(
  recorded: Recorded,
  passes: { recorded: AgentPass; replayed: AgentPass },
): Promise<Recorded | null> {
  const { redactor } = passes.recorded.ledger.options
  const outside = await lookOutside()
  const urls = new Map(
    [...outside].map((request) => [outsideOperation(request, redactor), request]),
  )
  const found = findBackground(
    requestsOf(passes.recorded),
    requestsOf(passes.replayed),
    new Set(urls.keys()),
  )
  if (found.size === 0) return null
  const operations = new Map(
    passes.recorded.ledger.actions.map(({ index, operation }) => [index, operation]),
  )
  const isQuiet = ({ index }: RecordedAction) => found.has(operations.get(index) ?? '')
  const quiet = recorded.actions.filter(isQuiet)
  const known = new Set(quiet.map(({ index }) => operations.get(index)))
  const unseen = [...found].filter((operation) => !known.has(operation) && urls.has(operation))
  return {
    ...recorded,
    actions: renumber(recorded.actions.filter((action) => !isQuiet(action))),
    end: {
      ...recorded.end,
      totals: { ...recorded.end.totals, actions: recorded.actions.length - quiet.length },
      background: [
        ...distinct(quiet).slice(0, MAX_ANSWERS),
        ...unseen.map((operation) => unansweredOf(urls.get(operation)!, redactor)),
      ].map((action, index) => ({ ...action, index, parent: null })),
    },
  }
}

function requestsOf({ ledger }: AgentPass): PassRequest[] {
  return ledger.actions
    .filter(({ type }) => type === 'http' || type === 'llm')
    .map(({ operation, isAttributed, type }) => ({
      operation,
      isAttributed,
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
  return actions.map((action, index) => ({
    ...action,
    index,
    parent: action.parent === null ? null : (numbers.get(action.parent) ?? null),
  }))
}
