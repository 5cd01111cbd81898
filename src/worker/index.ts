import type { RunOptions } from '../core/options/run-options.ts'
import type { ReplayRun } from './report/run-types.ts'
import type { AgentLike } from './prepare/agent.ts'
import type { AgentRun, AgentRunner, AgentRunnerOptions } from './runner/runner-types.ts'
import type { ProgramOutput } from './run/run-program.ts'

/**
 * Runs an agent as a regression test. The first time it runs for real and its model calls, requests
 * and actions are recorded into a cassette beside the test file; from then on they are replayed
 * with the network closed, and a difference from the recording fails the test.
 *
 * @example
 * test('refunds an order that arrived broken', async () => {
 *   const run = await replayRun(refundAgent, { input: { orderId: 'A-17' } })
 *   expect(run.output).toMatchObject({ refunded: true })
 * })
 *
 * @throws ReplayAssertionError where a threshold is not reached; the agent's own error is its
 * `cause`.
 * @throws ReplayError where nothing could be recorded or replayed; see its `code`.
 */
export async function replayRun<Input, Output>(
  agent: AgentLike<Input, Output>,
  options: RunOptions<Input> = {},
): Promise<ReplayRun<Awaited<Output>>> {
  // Loaded at the first run, so that a test file without one does not pay for it.
  const { runAgent } = await import('./run/replay-run.ts')
  return (await runAgent(agent as AgentLike<unknown, unknown>, options)) as ReplayRun<
    Awaited<Output>
  >
}

/** Options of an agent that is a program: those of any run, and how it is started. */
export interface ProcessOptions<Input = unknown> extends Omit<RunOptions<Input>, 'actions'> {
  /** The folder it is started in, the project's by default. */
  cwd?: string
  /** Environment variables that are added to those of this process. */
  env?: Record<string, string>
  /** Files that it makes, relative to its folder; their previews are part of the output. */
  artefacts?: readonly string[]
}

/**
 * Runs an agent that is a program, in any language, as a regression test. Its model calls go through a gateway on this
 * machine, where they are recorded, and answered in a replay; the program itself runs each time. It gets the option `input`
 * on its standard input, as text or as a line of JSON.
 *
 * The clients of providers find the gateway by their base URLs (`OPENAI_BASE_URL`, `ANTHROPIC_BASE_URL`, ...), by the
 * variables for proxies, and in Node by a file that is loaded first. What a program sends around it is not seen.
 *
 * @example
 * test('fixes the bug', async () => {
 *   const run = await replayProcess(['python3', 'runner.py', '--task', 'fix'], { artefacts: ['patch.diff'] })
 *   expect(run.output.artefacts['patch.diff']).toContain('+++')
 * })
 *
 * @throws ProgramError as the cause of a failed run, where it ends with another exit code than 0.
 */
export async function replayProcess<Input = unknown>(
  command: readonly [string, ...string[]],
  options: ProcessOptions<Input> = {},
): Promise<ReplayRun<ProgramOutput>> {
  const { cwd, env, artefacts, policy, ...rest } = options
  const { runProgram } = await import('./run/run-program.ts')
  const program = {
    command,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(artefacts === undefined ? {} : { artefacts }),
  }
  const [file] = command
  return replayRun((input: Input) => runProgram(program, input), {
    agent: file,
    ...rest,
    policy: { 'process *': 'gateway', ...policy },
  } as RunOptions<Input>)
}

/**
 * Makes a runner of an agent, to run it in isolation: in a test, or in a script that was started with
 * `node --import vitest-replay/register script.ts`. Its resources are checked before anything costs money. Each step is
 * recorded the first time and replayed from then on, as `replayRun` does, and returns what the run did.
 *
 * @example
 * const runner = createAgentRunner({ agent: refundAgent, resources: { prompt: 'You refund {order}.' } })
 * const run = await runner.step({ orderId: 'A-17' })
 * console.log(run.status, run.output, run.spans({ type: 'tool' }), run.finalScore)
 */
export function createAgentRunner<Input, Output>(
  options: AgentRunnerOptions<Input, Output>,
): AgentRunner<Input, Awaited<Output>> {
  return {
    check: async (resources) => {
      const { resourceProblems } = await import('./runner/run-step.ts')
      return resourceProblems(options, resources)
    },
    step: async (input, step = {}) => {
      const { runStep } = await import('./runner/run-step.ts')
      return (await runStep(
        options as AgentRunnerOptions<unknown, unknown>,
        input,
        step,
      )) as AgentRun<Awaited<Output>>
    },
  }
}
