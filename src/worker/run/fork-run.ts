import { plural } from '../../core/words/plural.ts'
import { hash } from 'node:crypto'
import { basename, join } from 'node:path'
import { forkCassette, type Fork } from '../../core/forks/fork-cassette.ts'
import { estimateRest } from '../../core/forks/estimate-rest.ts'
import { nameModel } from '../../core/forks/name-model.ts'
import type { Cassette, RecordedAction } from '../../core/cassette/schema.ts'
import { serializeCassette } from '../../core/cassette/serialize.ts'
import { ReplayError } from '../../core/errors.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { formatUsd } from '../../core/words/format-number.ts'
import { openRecording } from '../../storage/recording.ts'
import type { FoundCassette } from '../../storage/read-cassette.ts'
import { freeForkPath } from '../../storage/fork-files.ts'
import { sharedState } from '../context/test-context.ts'
import type { AgentPass } from '../pass/agent-pass.ts'
import { compareEnd } from '../pass/final-output.ts'
import { passOptions, type FurtherReplay, type PassOptions } from '../pass/pass-options.ts'
import { runPass } from '../pass/run-pass.ts'
import type { Agent } from '../prepare/agent.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import type { RunPublication } from '../report/publish-run.ts'
import type { ForkFacts } from '../report/run-types.ts'
import { cassetteOfPass, describeHeader } from './cassette-of-pass.ts'

/** A run that left its recording at an action. */
export interface ForkedRun {
  /** The pass over the agent. */
  pass: AgentPass
  /** The part of the recording that answered, and the recording that the fork is. */
  answering: Cassette
  cassette: Cassette
  facts: ForkFacts
}

/**
 * Replays a recording up to an action, gives that one another answer, and goes on: from the recording where it fits, or live.
 *
 * @throws ReplayError `FORK_INVALID`, and `FORK_REFUSED` before anything costs money: where nothing may be live, or where the
 * agent does something else than was recorded before it comes to the action.
 */
export async function forkRun(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  { follow, fork }: Pick<RunPublication, 'follow'> & { fork: Fork },
): Promise<ForkedRun> {
  const { cassette: parent, text } = prepared.found as Extract<FoundCassette, { kind: 'complete' }>
  const { cassette: answering, prefix } = forkCassette(parent, fork)
  const isLive = fork.then === 'live'
  if (isLive && prepared.choice.mode === 'none')
    throw refused(
      prepared,
      `nothing is live with mode "none" (from ${prepared.choice.origin})`,
      "Use then: 'replay', or set VITEST_REPLAY=once outside of CI",
    )
  checkModel(prepared, parent, fork)
  await checkPrefix(agent, prepared, answering, prefix)
  if (isLive) await announce(prepared, parent, fork)
  const options = optionsOf(prepared, isLive ? 'extend' : 'replay', answering, isLive)
  if (fork.model !== undefined) options.liveModel = fork.model
  const pass = await runPass(agent, prepared, options, follow)
  if (pass.ledger.failure) throw pass.ledger.failure
  const { root } = sharedState.file!.options
  const path =
    prepared.forkPath ??
    freeForkPath(join(root, '.vitest-replay', 'forks'), basename(prepared.cassette))
  const number = /\.(fork-\d+)\./.exec(path)![1]!
  const header = describeHeader(prepared)
  const cassette = cassetteOfPass(
    {
      ...header,
      name: `${header.name}.${number}`,
      forkOf: { runId: parent.header.runId, at: fork.at, hash: hashOf(text) },
    },
    pass,
  )
  openRecording(path).commit(serializeCassette(cassette))
  const isServed = ({ state }: AgentPass['ledger']['actions'][number]) => state.kind === 'served'
  const served = pass.ledger.actions.filter(isServed).length
  return {
    pass,
    answering,
    cassette,
    facts: {
      at: fork.at,
      cassette: path,
      served,
      live: isLive ? pass.ledger.actions.length - served : 0,
      sameOutput: compareEnd(parent, pass).differences.length === 0,
    },
  }
}

function hashOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16)
}

function optionsOf(
  prepared: PreparedRun,
  plan: 'replay' | 'extend',
  cassette: Cassette,
  exactOnly: boolean,
): PassOptions {
  const given = cassette.end?.environment ?? {
    startedAt: Date.parse(cassette.header.recordedAt),
    sites: [],
  }
  const further: FurtherReplay = {
    given,
    kept: undefined,
    perturbation: { seed: 0, dimensions: new Set() },
    exactOnly,
  }
  return passOptions(prepared, plan, cassette, further)
}

/** Replays as much as has to be what it was: what differs there would be asked live. */
async function checkPrefix(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  answering: Cassette,
  prefix: number,
): Promise<void> {
  if (prefix === 0) return
  const options = { ...optionsOf(prepared, 'replay', answering, true), skipsWaits: true }
  const { ledger } = await runPass(agent, prepared, options, () => undefined)
  const first = answering.actions.slice(0, prefix).map(({ index }) => index)
  const left = ledger.options.player!.unserved().filter((index) => first.includes(index))
  if (left.length === 0) return
  const action = answering.actions.find(({ index }) => index === left[0])!
  throw refused(
    prepared,
    `the agent does something else than was recorded before it comes there: action ${action.index} ("${action.name}") is not asked for${ledger.blocked[0] ? `; ${ledger.blocked[0]}` : ''}`,
    'Fork at an earlier action, or let the run match its recording first',
  )
}

async function announce(prepared: PreparedRun, parent: Cassette, fork: Fork): Promise<void> {
  const { actions, usd } = await estimateRest(parent, fork)
  const price = usd === null ? 'at an unknown price' : `for about ${formatUsd(usd)}`
  const asked = fork.model === undefined ? '' : `, asked of ${escapeTerminal(fork.model)}`
  console.warn(
    `[vitest-replay] forking "${escapeTerminal(prepared.name)}" at action ${fork.at}: what follows is live${asked}; in the recording it was ${plural(actions, 'action')}, ${price}.`,
  )
}

/** Refuses a model that cannot be asked: one that is named in a URL or a header. */
function checkModel(prepared: PreparedRun, parent: Cassette, { at, then, model }: Fork): void {
  if (model === undefined) return
  if (then !== 'live')
    throw refused(prepared, 'a recording has no answers of another model', "Use then: 'live'")
  const fixed = parent.actions.find(
    ({ index, request, llm }) => index >= at && llm && !namesModel(request),
  )
  if (fixed)
    throw refused(
      prepared,
      `action ${fixed.index} ("${fixed.name}") names its model outside of its body`,
      'Name the other model in the code of the agent',
    )
}

function namesModel(request: RecordedAction['request']): boolean {
  const body = request?.body
  return !!body && 'json' in body && nameModel(JSON.stringify(body.json), 'other') !== undefined
}

function refused({ name }: PreparedRun, reason: string, remedy: string): ReplayError {
  return new ReplayError('FORK_REFUSED', {
    attempted: `Failed to fork "${name}"`,
    reason,
    remedy,
  })
}
