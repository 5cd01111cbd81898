import type { RecordedAction } from '../cassette/schema.ts'
import { createAnswerBook, type AnswerBook } from './answer-book.ts'
import { askedOf } from './asked-of.ts'
import type { HeaderSelection } from './compared-headers.ts'
import type { Matchable } from './matchable.ts'

/** Requests that go on whatever the agent does: of pollers, heartbeats and exporters. They are no part of a run. */
export class Background {
  readonly #actions: readonly RecordedAction[]
  readonly #operations: ReadonlySet<string>
  readonly #recorded: ReadonlySet<string>
  readonly #book: AnswerBook

  constructor(
    actions: readonly RecordedAction[],
    { headers, reduce }: { headers: HeaderSelection; reduce(request: Matchable): Matchable },
  ) {
    const entries = actions.map((action, index) => ({ index, ...askedOf(action, headers) }))
    this.#actions = actions
    this.#operations = new Set(entries.map(({ operation }) => operation))
    const recorded = entries.filter(({ index }) => actions[index]!.response !== undefined)
    this.#recorded = new Set(recorded.map(({ operation }) => operation))
    this.#book = createAnswerBook(entries, { reduce })
  }

  /** Returns `true` for an operation that goes on in the background. */
  knows(operation: string): boolean {
    return this.#operations.has(operation)
  }

  /** Returns `true` for an operation whose requests were recorded, so that another one is known to be one. */
  hasContent(operation: string): boolean {
    return this.#recorded.has(operation)
  }

  /** Finds the answer to an equal request, as often as it is asked for. */
  find(operation: string, asked: Matchable): RecordedAction | null {
    const found = this.#book.peek(operation, asked)
    return found && this.#actions[found.index]!
  }
}

/** A request of a pass, as far as it tells whether it belongs to the agent. */
export interface PassRequest {
  operation: string
  /** It came without the async context of a run. */
  isAttributed: boolean
  /** An interval of the run made it. */
  isRecurring?: boolean
  isModelCall: boolean
}

/**
 * Finds the operations that may go on in the background: requested without context alone, and another number of times when the
 * recording was replayed, or while no run was open.
 *
 * @param outside The operations that were requested while no run was open, by code that no test had called.
 */
export function findBackground(
  recorded: readonly PassRequest[],
  replayed: readonly PassRequest[],
  outside: ReadonlySet<string>,
): Set<string> {
  const own = new Set<string>()
  for (const { operation, isAttributed, isModelCall } of [...recorded, ...replayed])
    if (!isAttributed || isModelCall) own.add(operation)
  const count = (requests: readonly PassRequest[], operation: string) =>
    requests.filter((request) => request.operation === operation).length
  const operations = [...recorded, ...replayed].map(({ operation }) => operation)
  const varied = operations.filter(
    (operation) => count(recorded, operation) !== count(replayed, operation),
  )
  return new Set([...varied, ...outside].filter((operation) => !own.has(operation)))
}

/**
 * Lists the operations that nothing but intervals of the run has requested: how often depends on the time that the run takes. They
 * are no model calls.
 */
export function findRecurring(
  recorded: readonly PassRequest[],
  replayed: readonly PassRequest[],
): Set<string> {
  const requests = [...recorded, ...replayed]
  const others = requests.filter(
    ({ isAttributed, isRecurring, isModelCall }) => isModelCall || !(isAttributed || isRecurring),
  )
  const own = new Set(others.map(({ operation }) => operation))
  const recurring = requests.filter(
    ({ isRecurring, operation }) => isRecurring && !own.has(operation),
  )
  return new Set(recurring.map(({ operation }) => operation))
}
