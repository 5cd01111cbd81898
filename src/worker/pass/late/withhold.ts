import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { JsonValue } from '../../../core/json.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import type { ActionEntry } from '../action-entry.ts'
import type { CallContent } from '../observed-action.ts'
import type { PassOptions } from '../pass-options.ts'

/** Withholds the secrets that a replay has not named from a message about a call that is not answered. */
export function withheld(
  message: string,
  content: CallContent | undefined,
  { redactor, plan }: Pick<PassOptions, 'redactor' | 'plan'>,
): string {
  if (plan !== 'replay') return message
  redactor.withhold([message, jsonOf(content)])
  return redactor.known(message)
}

/** Withholds the secrets that a replay has not named from the actions that differ from the recorded ones. */
export function withholdEntries(entries: readonly ActionEntry[], redactor: Redactor): void {
  for (const entry of entries) {
    const { state } = entry
    if (state.kind === 'asked' || (entry.matches && entry.output.length === 0)) continue
    const { answer } = entry
    // Decoded: the stored content may be packed.
    const asked = entry.matchable as unknown as JsonValue
    const parts = [entry.name, asked, jsonOf(state.content)]
    if (state.kind === 'ran') parts.push(ownOf(state.fresh))
    redactor.withhold(parts, answer ? ownOf(answer) : undefined)
  }
}

function ownOf({ request, inputs, outputs, error }: RecordedAction): JsonValue {
  return jsonOf({ request, inputs, outputs, error })
}

function jsonOf(value: object | undefined): JsonValue {
  return value ? (JSON.parse(JSON.stringify(value)) as JsonValue) : null
}
