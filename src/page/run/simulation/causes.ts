import type { Divergence } from '../../../core/divergence/schema.ts'

/** What happened, as a sentence. */
export const CAUSES: Record<Divergence['cause'], string> = {
  prompt: 'The prompt changed',
  system_prompt: 'The system prompt changed',
  tool_schema: 'The tools offered to the model changed',
  tool_result: "A tool's result changed",
  model_parameters: 'The model or its parameters changed',
  request_headers: 'A header of the request changed',
  resource: 'A resource changed',
  clock: 'The clock was read',
  random: 'A random value was used',
  uuid: 'A uuid was made',
  order: 'The order of calls changed',
  extra_call: 'This call was not recorded',
  missing_call: 'This recorded call was not made',
  final_output: 'The final output changed',
  model_output: 'The model answered something else',
  sdk_drift: 'An SDK was upgraded',
  unknown: 'It differs from the recording',
}

/** A kind of divergence in words. */
export const KINDS: Record<Divergence['kind'], string> = {
  action_mismatch: 'another action',
  input_mismatch: 'input differs',
  output_mismatch: 'output differs',
  missing_action: 'missing',
  extra_action: 'extra',
  order: 'order',
}
