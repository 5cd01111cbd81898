import type { Cause, Divergence, DivergenceKind } from '../divergence/schema.ts'

/** The two sides of a divergence: a recording and its replay, or two releases. */
export type ComparedSides = 'replay' | 'releases'

const MAX_NAME = 120

/** The words for a cause; `releases` where a comparison of releases needs others. */
const CAUSES: Record<Exclude<Cause, 'unknown'>, { replay: string; releases?: string }> = {
  input: { replay: 'the input that the test gives the agent changed' },
  prompt: { replay: 'the prompt changed' },
  system_prompt: { replay: 'the system prompt changed' },
  tool_schema: { replay: 'the tools offered to the model changed' },
  tool_result: { replay: 'the result of a tool changed' },
  approval: { replay: 'the answer to an approval changed' },
  model_parameters: { replay: 'the model or its parameters changed' },
  model_output: { replay: 'an answer of the model changed' },
  request_headers: { replay: 'a header of the request changed' },
  resource: { replay: 'a resource changed' },
  clock: { replay: 'a value read from the clock changed' },
  random: { replay: 'a random value changed' },
  uuid: { replay: 'a generated id changed' },
  order: { replay: 'the order of messages or calls changed' },
  extra_call: {
    replay: 'a call was made that is not in the recording',
    releases: 'the head makes a call that the base does not make',
  },
  missing_call: {
    replay: 'a recorded call was not made',
    releases: 'the head does not make a call of the base',
  },
  final_output: { replay: 'the final output changed' },
  sdk_drift: { replay: 'an SDK formats its requests differently' },
}

/** The names of the kinds of divergence. */
export const KIND_NAMES: Record<DivergenceKind, string> = {
  action_mismatch: 'another action',
  input_mismatch: 'input differs',
  output_mismatch: 'output differs',
  missing_action: 'missing',
  extra_action: 'extra',
  order: 'order',
}

/** Describes the cause of a divergence as a clause in plain text: the same in every rendering, which escapes it. */
export function describeCause(divergence: Divergence, sides: ComparedSides = 'replay'): string {
  const { kind, cause, note } = divergence
  const name = cutName(divergence.action)
  if (cause === 'input') return CAUSES.input.replay
  if (kind === 'action_mismatch')
    return `${name} was called${note ? ` instead of ${cutName(note)}` : ''}`
  if (kind === 'order') return `${name} was called out of order`
  if (cause === 'unknown')
    return kind === 'output_mismatch'
      ? `the output of ${name} changed`
      : `the inputs of ${name} changed`
  if (cause === 'resource' && note) return `the resource "${note}" changed`
  if (cause === 'final_output' && note) return 'the run ended in an error'
  const words = CAUSES[cause]
  // A report of a later version may hold a cause that has no words here.
  const text = words?.[sides] ?? words?.replay ?? String(cause)
  return note ? `${text}: ${note}` : text
}

/** Describes a cause as a title, which begins with a capital letter where it does not begin with a name. */
export function titleOfCause(divergence: Divergence, sides?: ComparedSides): string {
  const text = describeCause(divergence, sides)
  return /^(?:the|an?) /.test(text) ? `${text[0]!.toUpperCase()}${text.slice(1)}` : text
}

/** Describes a first cause with its place in the run, for a list of reasons. */
export function describePlacedCause(divergence: Divergence, sides?: ComparedSides): string {
  const { action, index } = divergence
  const place = namesAction(divergence) ? '' : ` at ${cutName(action)}`
  return `${describeCause(divergence, sides)}${place} (position ${index + 1})`
}

function namesAction({ kind, cause }: Divergence): boolean {
  return (
    kind === 'action_mismatch' ||
    kind === 'order' ||
    cause === 'unknown' ||
    cause === 'final_output'
  )
}

function cutName(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}\u2026` : name
}
