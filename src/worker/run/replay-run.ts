import { plural } from '../../core/words/plural.ts'
import { formatUsd } from '../../core/words/format-number.ts'
import { isChanged } from '../../core/cassette/checksum.ts'
import { holdsLate } from '../../core/replay/late-secrets.ts'
import { planRun } from '../../core/cassette/record-mode.ts'
import type { FoundCassette } from '../../storage/read-cassette.ts'
import { runPass } from '../pass/run-pass.ts'
import { passOptions } from '../pass/pass-options.ts'
import { assertRun } from './assert-run.ts'
import { ReplayError } from '../../core/errors.ts'
import { callStack } from '../context/call-stack.ts'
import { isoOf } from '../context/execution-id.ts'
import { workerState } from '../context/scope.ts'
import { countRun } from '../environment/time-zone.ts'
import { coverFetch } from '../intercept/early-fetch.ts'
import { probeInterception } from '../intercept/probe.ts'
import { measureIfAsked, measureRun } from '../determinism/measure-run.ts'
import { prepareRun, type PreparedRun } from '../prepare/prepare-run.ts'
import { recordRun } from './record-run.ts'
import { explainRefused } from '../prepare/explain-refused.ts'
import { refusal } from '../prepare/refusals.ts'
import { redactReplay } from './redact-again.ts'
import { refuseNested } from './refuse-nested.ts'
import { type RunOptions } from '../../core/options/run-options.ts'
import { FORK_VARIABLE } from '../../protocol/keys.ts'
import { checkRunOptions } from '../prepare/check-run-options.ts'
import { describeEnd } from '../report/run-end.ts'
import { publishRun, type RunFollower, type RunPublication } from '../report/publish-run.ts'
import { isNamedBySecret } from '../report/run-report.ts'
import { toResult } from '../report/run-result.ts'
import { tryFaults } from '../lab/try-faults.ts'
import { judge } from '../report/judge-pass.ts'
import type { ReplayRun } from '../report/run-types.ts'
import { toAgentFunction, type Agent, type AgentLike } from '../prepare/agent.ts'

/** Whoever calls the agent in the place of a test, and wants to see what it does. */
export interface RunHost {
  onAction?: RunFollower | undefined
  /** The file beside which the cassette is, where that is not the one of the test. */
  beside?: string | undefined
}

/** Runs the agent: live and recorded, or replayed, depending on the mode and on the cassettes that exist. */
export async function runAgent(
  given: AgentLike<unknown, unknown>,
  options: RunOptions,
  host: RunHost = {},
): Promise<ReplayRun<unknown>> {
  const stack = callStack()
  await checkRunOptions(options)
  const agent = toAgentFunction(given)
  if (!agent) throw notAnAgent(given)
  const name = options.agent ?? (agent.name === '' ? undefined : agent.name)
  refuseNested(options.cassette ?? name)
  const asked = name === undefined ? options : { ...options, agent: name }
  const prepared = await prepare(asked, { stack, beside: host.beside })
  const publication = publishRun(prepared, host.onAction)
  const uncover = coverFetch()
  const endRun = countRun()
  try {
    await probeInterception()
    return await carryOut(agent, prepared, publication)
  } catch (refused) {
    const error = await explainRefused(refused)
    // A run that could not start, be recorded or be replayed has failed; only one that never returned was interrupted.
    if (publication.report.status === 'interrupted')
      publication.update({
        status: 'failed',
        endedAt: isoOf(workerState.date()),
        error: prepared.redactor.text(String(error)),
      })
    throw error
  } finally {
    endRun()
    uncover()
  }
}

function notAnAgent(given: unknown): ReplayError {
  return new ReplayError('OPTION_INVALID', {
    attempted: 'Failed to start replayRun()',
    reason: `the agent is ${given === null ? 'null' : `of type ${typeof given}`}, and no function`,
    remedy: 'Pass a function, an object with a method "run", or a class of such objects',
  })
}

async function prepare(
  options: RunOptions,
  place: { stack: string | undefined; beside: string | undefined },
): Promise<PreparedRun> {
  try {
    const order = process.env[FORK_VARIABLE]
    if (!order) return prepareRun(options, place)
    const { readForkOrder } = await import('./read-fork-order.ts')
    return prepareRun(options, { ...place, forked: readForkOrder(order) })
  } catch (error) {
    throw await explainRefused(error)
  }
}

async function carryOut(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  publication: RunPublication,
): Promise<ReplayRun<unknown>> {
  const plan = planRun(prepared.choice.mode, prepared.found.kind)
  if (plan === 'refuse-missing' || plan === 'refuse-interrupted') throw refusal(prepared)
  const { fork } = prepared.options
  if (fork) return replayFork(agent, prepared, { publication, fork })
  if (plan !== 'replay') return recordRun(agent, prepared, plan, publication)
  const run = await replay(agent, prepared, publication)
  const matches = run.divergences.length === 0 && run.receipt.blocked === 0
  // An agent that does not stop in a replay would not stop live, where it costs money.
  if (!prepared.choice.update || matches || run.ranAway) return assertRun(run, prepared)
  // The blocked calls are recorded now.
  prepared.context.misses = prepared.context.misses.filter((miss) => miss.run !== prepared.name)
  announceReRecording(prepared, run)
  return recordRun(
    agent,
    { ...prepared, choice: { ...prepared.choice, mode: 'all' } },
    'record',
    publication,
  )
}

/** Replays a run up to an action, and lets it go on otherwise: what differs behind it is what was asked for. */
async function replayFork(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  {
    publication,
    fork: given,
  }: { publication: RunPublication; fork: NonNullable<RunOptions['fork']> },
): Promise<ReplayRun<unknown>> {
  if (prepared.found.kind !== 'complete') throw refusal(prepared)
  const { forkRun } = await import('./fork-run.ts')
  const fork = { ...given, then: given.then ?? ('replay' as const) }
  const { pass, answering, cassette, facts } = await forkRun(agent, prepared, {
    follow: publication.follow,
    fork,
  })
  const isReplay = fork.then === 'replay'
  const result = toResult(prepared, pass, {
    mode: isReplay ? 'replay' : 'extend',
    cassette,
    judgement: isReplay ? judge(pass.ledger, describeEnd(prepared, answering, pass)) : null,
    verified: isReplay ? null : false,
    publication,
    measure: () =>
      measureRun({ agent, prepared, cassette, base: undefined, follow: publication.follow }),
    tryFaults: (options) => tryFaults({ agent, prepared, cassette, base: undefined }, options),
  })
  const thresholds = prepared.options.thresholds ?? false
  const run = Object.assign(result, { fork: facts })
  return assertRun(run, { ...prepared, options: { ...prepared.options, thresholds } })
}

function announceReRecording(prepared: PreparedRun, run: ReplayRun<unknown>): void {
  const cost =
    prepared.found.kind === 'complete' ? prepared.found.cassette.end!.totals.costUsd : null
  const { takes } = prepared
  const price = cost === null ? 'at an unknown price' : `for about ${formatUsd(cost * takes)}`
  const times = takes === 1 ? '' : `${plural(takes, 'time')}, `
  console.warn(
    `[vitest-replay] "${prepared.name}" diverged (match rate ${run.matchRate}); vitest -u records it again, live, ${times}${price}.`,
  )
}

async function replay(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  publication: RunPublication,
): Promise<ReplayRun<unknown>> {
  const { cassette, text } = prepared.found as Extract<FoundCassette, { kind: 'complete' }>
  const { follow } = publication
  const pass = await runPass(agent, prepared, passOptions(prepared, 'replay', cassette), follow)
  const isNamed = isNamedBySecret(prepared, pass.ledger.options.redactor)
  if (holdsLate(cassette) || isNamed) publication.redactAgain(redactReplay(pass, cassette))
  if (pass.ledger.failure) throw pass.ledger.failure
  const judgement = judge(pass.ledger, describeEnd(prepared, cassette, pass))
  if (isChanged(text)) judgement.receipt.editedCassette = true
  const measure = () => measureRun({ agent, prepared, cassette, base: pass, follow })
  const determinism = await measureIfAsked(prepared, pass, measure)
  return toResult(prepared, pass, {
    mode: 'replay',
    cassette,
    judgement,
    verified: null,
    determinism,
    publication,
    measure,
    tryFaults: (options) => tryFaults({ agent, prepared, cassette, base: pass }, options),
  })
}
