import { describeValue, type ReadBodies } from '../../core/cassette/describe-value.ts'
import type { RecordedError, Value } from '../../core/cassette/schema.ts'
import { captureError, errorMessage } from '../../core/cassette/value.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import type { JsonValue } from '../../core/json.ts'
import { withoutUnread } from '../begun/read-bodies.ts'
import { redactError } from './recorder.ts'
import { waitsForPerson } from '../wrap/waiting-output.ts'

/** The end of a pass over an agent, as the test sees it and, without its secrets, as files store it. */
export type PassOutcome =
  | {
      kind: 'returned'
      output: unknown
      stored: Value
      /** Its names for what a framework waits for a person to approve. */
      waitsFor?: readonly string[]
    }
  | {
      kind: 'threw'
      error: unknown
      stored: RecordedError
      /** The error as one line. */
      text: string
    }

/**
 * Captures the output of an agent.
 *
 * @param recorded The recorded one, in a replay.
 */
export function returned(
  output: unknown,
  redactor: Redactor,
  { bodies, recorded }: { bodies?: ReadBodies | undefined; recorded?: JsonValue | undefined } = {},
): PassOutcome {
  const captured = describeValue(output, bodies)
  const waitsFor = waitsForPerson(output).map((name) => redactor.name(name))
  const comparable = bodies ? withoutUnread(captured.json, recorded) : captured.json
  return {
    kind: 'returned',
    output,
    stored: { ...captured, json: redactor.json(comparable) },
    ...(waitsFor.length > 0 ? { waitsFor } : {}),
  }
}

/** More of a thrown object is shown nowhere. */
const LONGEST = 2000

/** Captures what an agent threw. */
export function threw(error: unknown, redactor: Redactor): PassOutcome {
  const stored = redactor.shown(
    redactError(captureError(error), redactor) as never,
  ) as RecordedError
  // A thrown value that is not an error may not convert to a string.
  const text =
    error instanceof Error ? redactor.text(String(error)) : errorMessage(stored).slice(0, LONGEST)
  return { kind: 'threw', error, stored, text: redactor.shown(text) }
}

/** Replaces the secrets that became known after the end of an agent was captured. */
export function redactOutcome(outcome: PassOutcome, redactor: Redactor): PassOutcome {
  if (outcome.kind === 'returned')
    return { ...outcome, stored: { ...outcome.stored, json: redactor.json(outcome.stored.json) } }
  const stored = redactor.shown(redactError(outcome.stored, redactor) as never) as RecordedError
  return { ...outcome, stored, text: redactor.shown(redactor.text(outcome.text)) }
}
