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
}

/** An agent: any function, sync or async. */
export type Agent<Input, Output> = (input: Input, context: AgentContext) => Output | Promise<Output>
