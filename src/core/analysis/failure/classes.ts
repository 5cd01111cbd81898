/** The part of a system that a failure belongs to; `null` where the class alone does not tell. */
export type Layer = 'configuration' | 'connection' | 'instructions' | 'model' | 'code' | null

/** The classes of failures, and the layer of each. */
export const FAILURE_CLASSES = {
  missing_credentials: 'configuration',
  missing_variable: 'configuration',
  missing_package: 'configuration',
  missing_program: 'configuration',
  missing_file: 'configuration',
  file_access: 'configuration',
  permission: 'configuration',
  configuration: 'configuration',
  invalid_request: 'configuration',
  not_found: 'configuration',
  process_failed: 'configuration',
  refused: 'configuration',
  authentication: 'connection',
  quota: 'connection',
  rate_limit: 'connection',
  overloaded: 'connection',
  server_error: 'connection',
  conflict: 'connection',
  timeout: 'connection',
  connection: 'connection',
  tool_error: 'connection',
  context_too_long: 'instructions',
  invalid_prompt: 'instructions',
  tool_missing: 'instructions',
  tool_arguments: 'instructions',
  step_limit: 'instructions',
  guardrail: 'instructions',
  truncated: 'model',
  content_filter: 'model',
  empty_output: 'model',
  invalid_output: 'model',
  agent_error: 'code',
  budget: null,
  cancelled: null,
  interrupted: null,
  assertion: null,
  not_recorded: null,
  unknown: null,
} as const satisfies Record<string, Layer>

/** The class of a failure: a closed set, the same for all providers and frameworks. */
export type FailureClass = keyof typeof FAILURE_CLASSES

/**
 * Returns the layer that a class of failures belongs to.
 *
 * @example
 * layerOf('rate_limit') // 'connection'
 */
export function layerOf(failure: FailureClass): Layer {
  return FAILURE_CLASSES[failure]
}
