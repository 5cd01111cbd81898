/** The second argument of an agent. */
export interface AgentContext {
  /** Names a piece of the agent's own work; it runs in every replay, and its output is compared. */
  step<Output>(name: string, work: () => Output): Output
  /** Adds a remark to the run, for whoever looks at it later; it changes nothing. */
  note(text: string): void
  /**
   * Gives the run a score, for whoever compares runs: a finite number. Of several of one name the last counts.
   *
   * @example
   * context.score('reward', 0.8)
   */
  score(name: string, value: number): void
  /**
   * The option `resources`, by name. One that was not given throws where it is read.
   *
   * @example
   * const prompt = context.resources['main_prompt'] as string
   */
  readonly resources: Readonly<Record<string, unknown>>
  /**
   * Asks a person for an approval and returns the answer: that of the option `approvals` while it is recorded, the recorded
   * one in a replay, or that of a rule such as `policy: { 'approval refund': { answer: 'reject' } }`.
   *
   * @example
   * const answer = await context.requestApproval('refund', { order: 'A-17', amount: 40 })
   * if (answer !== 'approve') return 'refused'
   *
   * @throws ReplayError `APPROVAL_PENDING` where nobody answers; the run's stop reason is `interrupted` then.
   */
  requestApproval<Answer = unknown>(name: string, request: unknown): Promise<Answer>
}

/** An agent: any function, sync or async. */
export type Agent<Input, Output> = (input: Input, context: AgentContext) => Output | Promise<Output>

/** An agent that is an object. */
export interface AgentObject<Input, Output> {
  run: Agent<Input, Output>
}

/** An agent: a function, an object with a method `run`, or a class of such objects, of which each run has its own. */
export type AgentLike<Input, Output> =
  Agent<Input, Output> | AgentObject<Input, Output> | (new () => AgentObject<Input, Output>)

/** The agent as a function; `undefined` for what is none. */
export function toAgentFunction<Input, Output>(
  agent: AgentLike<Input, Output>,
): Agent<Input, Output> | undefined {
  if (typeof agent === 'function') {
    const Class = agent as new () => AgentObject<Input, Output>
    if (typeof (agent.prototype as AgentObject<Input, Output> | undefined)?.run !== 'function')
      return agent as Agent<Input, Output>
    return named(Class.name, (input, context) => new Class().run(input, context))
  }
  if (typeof agent !== 'object' || agent === null || typeof agent.run !== 'function')
    return undefined
  // A module that exports `run` has no class.
  const { name = '' } = (agent.constructor as { name?: string } | undefined) ?? {}
  return named(name === 'Object' ? '' : name, (input, context) => agent.run(input, context))
}

function named<Input, Output>(name: string, fn: Agent<Input, Output>): Agent<Input, Output> {
  Object.defineProperty(fn, 'name', { value: name })
  return fn
}
