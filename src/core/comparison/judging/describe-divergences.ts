import type { Divergence } from '../../divergence/schema.ts'

const MAX_TOLD = 3
const MAX_NAME = 120

const PHRASES: Partial<Record<Divergence['cause'], string>> = {
  prompt: 'the prompt changed',
  system_prompt: 'the system prompt changed',
  tool_schema: 'the tool schema changed',
  tool_result: 'what was returned changed',
  model_parameters: 'the model or its parameters changed',
  request_headers: 'a header of the request changed',
  order: 'the order changed',
  extra_call: 'there is another call',
  missing_call: 'a call is missing',
  final_output: 'the final output changed',
  model_output: 'the model answered otherwise',
  sdk_drift: 'the SDK sends another layout',
}

/** Why two runs differ: their first causes, in a sentence each. */
export function describeDivergences(divergences: readonly Divergence[]): string[] {
  const first = divergences.filter(({ firstCause }) => firstCause)
  const told = first.slice(0, MAX_TOLD).map(describe)
  const more = first.length - told.length
  return more > 0 ? [...told, `and ${more} more first ${more === 1 ? 'cause' : 'causes'}`] : told
}

function describe({ cause, action, index, note, kind }: Divergence): string {
  const what =
    cause === 'resource'
      ? `the resource "${note ?? ''}" changed`
      : (PHRASES[cause] ?? `${kind.replace('_', ' ')}, cause ${cause}`)
  const place =
    kind === 'output_mismatch' && action === 'final output' ? '' : ` at ${cutName(action)}`
  return `${what}${place} (position ${index + 1})`
}

function cutName(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name
}
