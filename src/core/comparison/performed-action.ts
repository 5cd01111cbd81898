import type { RecordedAction } from '../cassette/schema.ts'
import { givenBack } from '../divergence/recorded-side.ts'
import type { SourceLocation } from '../divergence/schema.ts'
import type { JsonValue } from '../json.ts'
import { askedOf, valueJson } from '../matching/asked-of.ts'
import type { Matchable } from '../matching/matchable.ts'
import { outcomeTexts } from '../matching/outcome-texts.ts'
import type { PerformedAction } from './performed-run.ts'

/** What a performed action is made of; its bulk is read when it is first asked for. */
export interface ActionFacts extends Pick<
  PerformedAction,
  | 'index'
  | 'type'
  | 'name'
  | 'parent'
  | 'start'
  | 'duration'
  | 'outcome'
  | 'error'
  | 'status'
  | 'llm'
  | 'source'
> {
  content(): Pick<RecordedAction, 'request' | 'response' | 'inputs' | 'outputs' | 'error'>
}

/** An action that reads what it asked and got only where a comparison has to look at it. */
export class LazyAction implements PerformedAction {
  readonly index: number
  readonly type: string
  readonly name: string
  readonly parent: number | null
  readonly start: number
  readonly duration: number
  readonly outcome: PerformedAction['outcome']
  readonly error: PerformedAction['error']
  readonly status: number | null
  readonly llm: PerformedAction['llm']
  readonly source: SourceLocation | null
  /** What it asked and got. */
  readonly content: ActionFacts['content']
  #recorded: RecordedAction | undefined
  #asked: { operation: string; asked: Matchable } | undefined
  #output: { value: JsonValue | undefined } | undefined

  constructor(facts: ActionFacts) {
    this.index = facts.index
    this.type = facts.type
    this.name = facts.name
    this.parent = facts.parent
    this.start = facts.start
    this.duration = facts.duration
    this.outcome = facts.outcome
    this.error = facts.error
    this.status = facts.status
    this.llm = facts.llm
    this.source = facts.source
    this.content = facts.content
  }

  get operation(): string {
    return this.#question().operation
  }

  get asked(): Matchable {
    return this.#question().asked
  }

  get output(): JsonValue | undefined {
    this.#output ??= { value: givenBack(this.#action()) }
    return this.#output.value
  }

  get told(): JsonValue {
    return toldBy(this.#action())
  }

  /** Every header that a cassette keeps counts: which of them a test opted in, no cassette says. */
  #question(): { operation: string; asked: Matchable } {
    if (this.#asked) return this.#asked
    const action = this.#action()
    const headers = action.request?.headers.map(([name]) => name.toLowerCase()) ?? []
    this.#asked = askedOf(action, headers.sort())
    return this.#asked
  }

  #action(): RecordedAction {
    this.#recorded ??= {
      kind: 'action',
      index: this.index,
      type: this.type as RecordedAction['type'],
      name: this.name,
      parent: this.parent,
      start: this.start,
      duration: this.duration,
      outcome: this.outcome === 'success' ? 'success' : 'error',
      ...(this.error ? { error: this.error } : {}),
      ...this.content(),
    }
    return this.#recorded
  }
}

function toldBy(action: RecordedAction): JsonValue {
  const { response, outputs, error } = action
  return {
    texts: outcomeTexts(action),
    ...(response ? { status: response.status, headers: response.headers, end: response.end } : {}),
    ...(outputs ? { outputs: valueJson(outputs) } : {}),
    ...(error ? { error: error as unknown as JsonValue } : {}),
  }
}
