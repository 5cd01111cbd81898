import { join, resolve } from 'node:path'
import { shortHash } from '../../core/cassette/cassette-path.ts'
import { ReplayError } from '../../core/errors.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { stableJson } from '../../core/stable-json.ts'
import { createUnpacker } from '../../core/report/contents/unpack-contents.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { sharedState, type TestContext } from '../context/test-context.ts'
import { endRedaction } from '../open-runs/printed.ts'
import { toAgentFunction } from '../prepare/agent.ts'
import { agentRun, spanOf } from './agent-run.ts'
import { findResourceProblems, typesOf } from './check-resources.ts'
import type { AgentRun, AgentRunnerOptions, StepOptions } from './runner-types.ts'

type Runner = AgentRunnerOptions<unknown, unknown>

/** The most characters of an input in the name of its recording. */
const MAX_LABEL = 60

/** Runs one step of a runner. */
export async function runStep(
  runner: Runner,
  input: unknown,
  step: StepOptions,
): Promise<AgentRun<unknown>> {
  const {
    agent,
    name: _n,
    requires: _r,
    onSpan,
    mode: _m,
    budget,
    tags,
    beside,
    ...shared
  } = runner
  const problems = resourceProblems(runner, step.resources)
  const name = nameOf(runner)
  if (problems.length > 0)
    throw new ReplayError('RESOURCE_INVALID', {
      attempted: `Failed to run ${name === '' ? 'the agent' : `"${name}"`}`,
      reason: `of its resources, ${problems.join('; ')}`,
      remedy: 'Nothing was run. Fix the option "resources" of the runner or of the step',
    })
  const mode = step.mode ?? runner.mode
  const options: RunOptions = {
    ...shared,
    ...(name === '' ? {} : { agent: name }),
    input,
    cassette: step.name ?? `${name === '' ? 'agent' : name} ${labelOf(input)}`.trimEnd(),
    resources: { ...runner.resources, ...step.resources },
    tags: [...(tags ?? []), ...(step.tags ?? [])],
    // The step reports how it ends, instead of failing.
    thresholds: false,
    expectError: true,
    ...(mode === undefined ? {} : { mode: mode === 'replay' ? 'none' : 'all' }),
  }
  const limit = step.budget ?? budget
  if (limit) options.budget = limit
  const onAction =
    onSpan &&
    ((action: Parameters<typeof spanOf>[0], contents: Parameters<typeof createUnpacker>[0]) =>
      onSpan(spanOf(action, createUnpacker(contents))))
  // Loaded as `replayRun` loads it: its bundle stays whole.
  const { runAgent } = await import('../run/replay-run.ts')
  const isLive = mode === 'live'
  const place = isLive ? liveFolder(options, name) : beside
  if (isLive) options.verify = false
  const host = { onAction, beside: place === undefined ? undefined : resolve(rootOf(), place) }
  return inContext(name, async (context) => agentRun(context, await runAgent(agent, options, host)))
}

/** Performs a step as a part of the test that it is called in; in a script, of one that stands for it and is over then. */
async function inContext<T>(name: string, step: (context: TestContext) => Promise<T>): Promise<T> {
  const test = sharedState.tests.getStore()
  if (test) return step(test)
  const own = sharedState.script?.(name)
  if (!own) throw outsideOfTest()
  try {
    return await sharedState.tests.run(own, () => step(own))
  } finally {
    own.isOver = true
    endRedaction(own)
  }
}

/** Lists what is wrong with the resources that a step would be handed. */
export function resourceProblems(
  { requires, resources = {} }: Pick<Runner, 'requires' | 'resources'>,
  own: Record<string, unknown> = {},
): string[] {
  return findResourceProblems(requires ?? typesOf(resources), { ...resources, ...own })
}

function nameOf({ name, agent }: Runner): string {
  return name ?? toAgentFunction(agent)?.name ?? ''
}

function labelOf(input: unknown): string {
  if (input === undefined) return ''
  const text = typeof input === 'string' ? input : (stableJson(input as never) ?? '')
  return text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL)} ${shortHash(text)}` : text
}

function rootOf(): string {
  return sharedState.file?.options.root ?? '.'
}

function outsideOfTest(): ReplayError {
  return new ReplayError('PLUGIN_MISSING', {
    attempted: 'Failed to run a step',
    reason: 'it is neither within a test, nor in a script that is intercepted',
    remedy:
      'Call it within test(), or start the script with: node --import vitest-replay/register <script>',
  })
}

/** Finds the place of live runs; nothing is live without a limit, and never where a mode forbids it. */
function liveFolder({ budget }: RunOptions, name: string): string {
  const refused = (reason: string, remedy: string) =>
    new ReplayError('LIVE_REFUSED', {
      attempted: `Failed to run "${name}" live`,
      reason,
      remedy,
    })
  if (!budget || Object.keys(budget).length === 0)
    throw refused('it has no limit', 'Give it one, such as budget: { usd: 0.5 }')
  if (sharedState.file?.options.ci)
    throw refused('nothing is live in CI', "Use mode: 'replay', or run it on your machine")
  if ((sharedState.file?.options.rerun ?? process.env['VITEST_REPLAY']) === 'none')
    throw refused('nothing is live with VITEST_REPLAY=none', 'Leave the variable out')
  return join(REPORT_FOLDER, 'live', name === '' ? 'agent' : name)
}
