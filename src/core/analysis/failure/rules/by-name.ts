import type { FailureClass } from '../classes.ts'

/**
 * Names of errors that only one library or the platform gives. A name that a program is likely to invent for itself
 * (`RateLimitError`, `NotFoundError`) is not among them: those of SDKs have a status or a code.
 *
 * Sources: `src/core/error.ts` of openai and @anthropic-ai/sdk, `src/error` of ai and @ai-sdk/gateway, `errors.ts` of
 * @openai/agents-core, `errors.ts` of @langchain/langgraph, Node's documentation of `DOMException`.
 */
const NAMES: Record<string, FailureClass> = {
  AbortError: 'cancelled',
  CanceledError: 'cancelled',
  APIUserAbortError: 'cancelled',
  TimeoutError: 'timeout',
  APIConnectionTimeoutError: 'timeout',
  APITimeoutError: 'timeout',
  ModelTimeoutError: 'timeout',
  ToolTimeoutError: 'timeout',
  NodeTimeoutError: 'timeout',
  GatewayTimeoutError: 'timeout',
  ConnectTimeoutError: 'timeout',
  HeadersTimeoutError: 'timeout',
  BodyTimeoutError: 'timeout',
  APIConnectionError: 'connection',
  SocketError: 'connection',
  LengthFinishReasonError: 'truncated',
  ContentFilterFinishReasonError: 'content_filter',
  ModelRefusalError: 'content_filter',
  ModelBehaviorError: 'invalid_output',
  ZodError: 'invalid_output',
  OutputParserException: 'invalid_output',
  StructuredOutputParsingError: 'invalid_output',
  MultipleStructuredOutputsError: 'invalid_output',
  InvalidToolOutputError: 'tool_error',
  ToolCallError: 'tool_error',
  ToolInvocationError: 'tool_error',
  InvalidToolInputError: 'tool_arguments',
  ToolInputParsingException: 'tool_arguments',
  MaxTurnsExceededError: 'step_limit',
  GraphRecursionError: 'step_limit',
  GraphInterrupt: 'interrupted',
  NodeInterrupt: 'interrupted',
  GraphBubbleUp: 'interrupted',
  GuardrailExecutionError: 'guardrail',
  InputGuardrailTripwireTriggered: 'guardrail',
  OutputGuardrailTripwireTriggered: 'guardrail',
  ToolInputGuardrailTripwireTriggered: 'guardrail',
  ToolOutputGuardrailTripwireTriggered: 'guardrail',
  AssertionError: 'assertion',
  AI_LoadAPIKeyError: 'missing_credentials',
  AI_LoadSettingError: 'missing_variable',
  AI_NoObjectGeneratedError: 'invalid_output',
  AI_NoOutputGeneratedError: 'empty_output',
  AI_NoContentGeneratedError: 'empty_output',
  AI_EmptyResponseBodyError: 'empty_output',
  AI_JSONParseError: 'invalid_output',
  AI_TypeValidationError: 'invalid_output',
  AI_InvalidResponseDataError: 'invalid_output',
  AI_InvalidStreamPartError: 'invalid_output',
  AI_UIMessageStreamError: 'invalid_output',
  AI_DownloadError: 'connection',
  AI_NoSuchToolError: 'tool_missing',
  AI_InvalidToolInputError: 'tool_arguments',
  AI_InvalidToolArgumentsError: 'tool_arguments',
  AI_ToolCallRepairError: 'tool_arguments',
  AI_ToolExecutionError: 'tool_error',
  AI_MissingToolResultsError: 'invalid_prompt',
  AI_InvalidPromptError: 'invalid_prompt',
  AI_InvalidMessageRoleError: 'invalid_prompt',
  AI_MessageConversionError: 'invalid_prompt',
  AI_InvalidArgumentError: 'configuration',
  AI_NoSuchModelError: 'not_found',
  AI_NoSuchProviderError: 'not_found',
  AI_UnsupportedFunctionalityError: 'configuration',
  AI_UnsupportedModelVersionError: 'configuration',
  AI_MCPClientError: 'tool_error',
  GatewayAuthenticationError: 'authentication',
  GatewayRateLimitError: 'rate_limit',
  GatewayModelNotFoundError: 'not_found',
  GatewayInvalidRequestError: 'invalid_request',
  GatewayInternalServerError: 'server_error',
  GatewayForbiddenError: 'permission',
  GatewayFailedDependencyError: 'server_error',
  GatewayResponseError: 'invalid_output',
}

/** Finds the class of an error by its name or its constructor's; `null` where neither is known. */
export function classOfName(error: {
  name: string
  class?: string | undefined
}): FailureClass | null {
  return own(error.name) ?? (error.class === undefined ? null : own(error.class))
}

function own(name: string): FailureClass | null {
  return Object.hasOwn(NAMES, name) ? NAMES[name]! : null
}
