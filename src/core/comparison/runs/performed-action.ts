import { carriedHeaders } from '../../cassette/acted-on-headers.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import type { PerformedAction } from './performed-run.ts'
import { givenBack } from '../../divergence/recorded-side.ts'
import type { SourceLocation } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'
import { askedOf, valueJson } from '../../matching/asked-of.ts'
import { MEANINGFUL } from '../../matching/compared-headers.ts'
import type { Matchable } from '../../matching/matchable.ts'
import { outcomeTexts } from '../../matching/outcome-texts.ts'
import type { ActionContent } from '../../report/action-codec/content.ts'

/** An action that reads what it asked and got only where a comparison has to look at it. */
export abstract class LazyAction implements PerformedAction {
  abstract readonly index: number
  abstract readonly type: string
  abstract readonly name: string
  abstract readonly parent: number | null
  abstract readonly start: number
  abstract readonly duration: number
  abstract readonly timeToHeadersMs: number | null | undefined
  abstract readonly outcome: PerformedAction['outcome']
  abstract readonly error: PerformedAction['error']
  abstract readonly status: number | null
  abstract readonly llm: PerformedAction['llm']
  abstract readonly source: SourceLocation | null
  abstract content(): ActionContent
  #read: Reading | undefined

  get operation(): string {
    return this.#reading().operation
  }

  get asked(): Matchable {
    return this.#reading().asked
  }

  get output(): JsonValue | undefined {
    const reading = this.#reading()
    reading.output ??= { value: givenBack(reading.action) }
    return reading.output.value
  }

  get received(): JsonValue {
    return receivedBy(this.#reading().action)
  }

  #reading(): Reading {
    return (this.#read ??= read(this))
  }
}

interface Reading {
  action: RecordedAction
  operation: string
  asked: Matchable
  output?: { value: JsonValue | undefined }
}

/** Every header that a cassette keeps counts: which of them a test opted in, no cassette says. */
function read(performed: LazyAction): Reading {
  const { index, type, name, parent, start, duration, outcome, error } = performed
  const action: RecordedAction = {
    kind: 'action',
    index,
    type: type as RecordedAction['type'],
    name,
    parent,
    start,
    duration,
    outcome: outcome === 'success' ? 'success' : 'error',
    ...(error ? { error: { name: error.name, message: error.message } } : {}),
    ...performed.content(),
  }
  const optedIn = action.request?.headers.map(([header]) => header) ?? []
  return { action, ...askedOf(action, { ...MEANINGFUL, optedIn }) }
}

function receivedBy(action: RecordedAction): JsonValue {
  const { response, outputs, error } = action
  const body = response?.body
  return {
    texts: outcomeTexts(action),
    ...(body && 'base64' in body ? { bytes: body.base64 } : {}),
    ...(response
      ? {
          status: response.status,
          headers: carriedHeaders(response.headers),
          end: response.end,
        }
      : {}),
    ...(outputs ? { outputs: valueJson(outputs) } : {}),
    ...(error ? { error: error as unknown as JsonValue } : {}),
  }
}
