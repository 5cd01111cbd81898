import type { FailureClass } from '../../analysis/failure/classes.ts'

/** A cause of failures in words: what it is, what mends it, and what keeps it from coming back. */
export interface CatalogueEntry {
  statement: string
  remedy: string
  prevention: string
}

/**
 * The causes of failures by class. `{subject}` stands for what failed: an action, a file, a variable, a package.
 *
 * Sources: the error references of OpenAI, Anthropic and Google, the errors of the AI SDK, OpenAI Agents, LangGraph and
 * the Model Context Protocol, Node's documentation of errors.
 */
export const CATALOGUE: Record<FailureClass, CatalogueEntry> = {
  missing_credentials: {
    statement: 'a credential is missing: {subject}',
    remedy: 'set the variable in the environment of the test; a replay needs no real value',
    prevention: 'check for the variables that the agent reads before it starts',
  },
  missing_variable: {
    statement: 'a variable is missing: {subject}',
    remedy: 'set the variable in the environment of the test',
    prevention: 'check for the variables that the agent reads before it starts',
  },
  missing_package: {
    statement: 'a package is not installed: {subject}',
    remedy: 'install the package and add it to the dependencies',
    prevention: 'run the tests on a clean install in CI',
  },
  missing_program: {
    statement: 'a program is not installed: {subject}',
    remedy: 'install the program, or put its folder on the PATH',
    prevention: 'install what the agent runs in the image of the tests',
  },
  missing_file: {
    statement: 'a file is missing: {subject}',
    remedy: 'check the path and the working folder',
    prevention: 'resolve paths from the module, not from the working folder',
  },
  file_access: {
    statement: 'a file cannot be used: {subject}',
    remedy: 'check what stands at the path, and the space on the disk',
    prevention: 'give each test a folder of its own',
  },
  permission: {
    statement: 'access was denied: {subject}',
    remedy: 'give the key, the project or the user the permission',
    prevention: 'use the same role in tests and in production',
  },
  configuration: {
    statement: 'the configuration is wrong: {subject}',
    remedy: 'check base URLs, options and versions of the packages that work together',
    prevention: 'check the configuration when the agent starts',
  },
  invalid_request: {
    statement: 'the service refused the request as invalid: {subject}',
    remedy: 'read what the service says of the request, and correct the parameter that it names',
    prevention: 'check parameters against the limits of the model',
  },
  not_found: {
    statement: 'the model, the route or the object does not exist: {subject}',
    remedy: 'check the name of the model and the base URL',
    prevention: 'pin models that are not retired soon',
  },
  process_failed: {
    statement: 'a process failed: {subject}',
    remedy: 'read what it wrote on standard error, and run the command by hand',
    prevention: 'check exit codes where the process is started',
  },
  refused: {
    statement: 'the policy refused it: {subject}',
    remedy: 'allow it in the option policy, or keep the agent from asking for it',
    prevention: 'state in the instructions what the agent may do',
  },
  authentication: {
    statement: 'the service rejected the credentials: {subject}',
    remedy: 'use a key that is valid for this service and project',
    prevention: 'check keys before a recording starts',
  },
  quota: {
    statement: 'the quota or the credit is used up: {subject}',
    remedy: 'add credit or raise the limit; trying again does not help',
    prevention: 'set a budget, and watch what is spent',
  },
  rate_limit: {
    statement: 'the service limits the rate of requests: {subject}',
    remedy: 'send fewer requests at a time, and wait as long as retry-after says',
    prevention: 'limit the number of concurrent requests',
  },
  overloaded: {
    statement: 'the service is overloaded: {subject}',
    remedy: 'try again later, with growing pauses',
    prevention: 'have another model or region to fall back on',
  },
  server_error: {
    statement: 'the service failed: {subject}',
    remedy: 'try again, and look at the status page of the service',
    prevention: 'retry failures of the service with a limit',
  },
  conflict: {
    statement: 'the object is locked or was changed meanwhile: {subject}',
    remedy: 'read the object again and repeat the change',
    prevention: 'send an idempotency key and a version with changes',
  },
  timeout: {
    statement: 'no answer came in time: {subject}',
    remedy: 'raise the time limit, or make the request smaller',
    prevention: 'set a time limit per call that is shorter than that of the test',
  },
  connection: {
    statement: 'the connection failed: {subject}',
    remedy: 'check that the service runs and can be reached under this address',
    prevention: 'check that services are up before the tests start',
  },
  tool_error: {
    statement: 'a tool failed: {subject}',
    remedy: 'call the tool alone with the same arguments',
    prevention: 'return errors of tools to the model in a form that it can act on',
  },
  context_too_long: {
    statement: 'the conversation is longer than the model takes: {subject}',
    remedy: 'shorten the messages, or summarise the earlier ones',
    prevention: 'count tokens before a request is sent',
  },
  invalid_prompt: {
    statement: 'the messages of the conversation do not fit together: {subject}',
    remedy: 'answer each tool call of the model with one result, in order',
    prevention: 'keep the history in the form that the SDK returns',
  },
  tool_missing: {
    statement: 'the model called a tool that does not exist: {subject}',
    remedy: 'offer the tool under the name that the instructions use',
    prevention: 'take names of tools in prompts from the code',
  },
  tool_arguments: {
    statement: 'the model called a tool with arguments that do not fit: {subject}',
    remedy: 'describe the parameters more closely, or accept what the model sends',
    prevention: 'let the model repair arguments that do not fit',
  },
  step_limit: {
    statement: 'the agent reached its limit of steps: {subject}',
    remedy: 'look for calls that repeat, then raise the limit',
    prevention: 'tell the agent when it is done, and stop on repeated calls',
  },
  guardrail: {
    statement: 'a guardrail stopped the agent: {subject}',
    remedy: 'read which guardrail it was and what it objected to',
    prevention: 'test guardrails with inputs that they must let pass',
  },
  truncated: {
    statement: 'the answer of the model was cut off at its limit of tokens: {subject}',
    remedy: 'raise the limit of output tokens, or ask for less',
    prevention: 'check the stop reason before the answer is used',
  },
  content_filter: {
    statement: 'the model refused, or a filter removed the answer: {subject}',
    remedy: 'rephrase the request',
    prevention: 'handle refusals as an answer of their own',
  },
  empty_output: {
    statement: 'the model answered nothing: {subject}',
    remedy: 'check that the task says what is to be produced',
    prevention: 'handle an empty answer as a failure of its own',
  },
  invalid_output: {
    statement: 'the answer does not have the form that was asked for: {subject}',
    remedy: 'ask for structured output, or give an example of the form',
    prevention: 'check answers against a schema, and ask again once',
  },
  agent_error: {
    statement: "the agent's own code threw: {subject}",
    remedy: 'look at the line that threw',
    prevention: 'cover the line with a test of its own',
  },
  budget: {
    statement: 'the budget of the run was reached: {subject}',
    remedy: 'look for calls that repeat, then raise the budget',
    prevention: 'keep a budget for each run',
  },
  cancelled: {
    statement: 'the run was cancelled: {subject}',
    remedy:
      'find out what aborted it: a signal of the agent (AbortSignal.timeout), its own limit, or the time limit of the test',
    prevention: 'make each limit longer than what it limits may take',
  },
  interrupted: {
    statement: 'the run waits for an approval: {subject}',
    remedy: 'answer the approval, and resume the run',
    prevention: 'test both answers of an approval',
  },
  assertion: {
    statement: 'an assertion failed: {subject}',
    remedy: 'compare what was expected with what the agent returned',
    prevention: 'assert what has to hold, not how it is worded',
  },
  not_recorded: {
    statement: 'the agent asked for something that was not recorded: {subject}',
    remedy:
      'look at the first cause of the difference; record the run again where the change is meant',
    prevention: 'record again with each change of the agent',
  },
  unknown: {
    statement: 'the cause is not known: {subject}',
    remedy: 'look at the first error and at the last actions of the run',
    prevention: 'let the agent throw errors that say what failed',
  },
}
