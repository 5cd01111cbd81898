import type { Journal } from '../core/cassette/journal.ts'
import type { Cassette } from '../core/cassette/schema.ts'
import { captureError, errorText } from '../core/cassette/value.ts'
import { comparePaths, type PathDifference } from '../core/divergence/json-paths.ts'
import { joinRules } from '../core/divergence/tolerance-rules.ts'
import { compareWithTolerance } from '../core/divergence/tolerance.ts'
import type { Redactor } from '../core/redaction/index.ts'
import { ActiveRun, type PassOptions } from './active-run.ts'
import { callAction, wrapTargets } from './actions.ts'
import { coverNodeHttp } from './intercept/node-http.ts'
import { ArrivalOrder } from './arrival-order.ts'
import { cutStreams } from './determinism/cut-streams.ts'
import { otherLocale } from './environment/cover-locale.ts'
import { enterWorld } from './environment/enter-world.ts'
import type { KeptReads } from './environment/kept-reads.ts'
import { frozenTimeZone, openEnvironment } from './environment/open-environment.ts'
import type { Perturbation } from './environment/read-ledger.ts'
import { OtherMachine } from './environment/other-machine.ts'
import { otherTimeZone } from './environment/time-zone.ts'
import { closeSockets } from './intercept/sockets.ts'
import { installUndici } from './intercept/undici.ts'
import { describeValue } from './describe-value.ts'
import { valueJson } from '../core/matching/asked-of.ts'
import { Player } from './player.ts'
import type { PreparedRun } from './prepare-run.ts'
import { redactError } from './recorder.ts'
import { replayMemory } from './replay-memory.ts'
import { matchedHeaders, rulesOf } from './run-rules.ts'
import { RunawayGuard } from './runaway-guard.ts'
import type { Agent } from './run-types.ts'
import { sharedState } from './test-context.ts'
import { urlMatcher } from './url-pattern.ts'
import { workerState } from './scope.ts'

/** What one pass over the agent gave. */
export interface AgentPass {
  run: ActiveRun
  outcome: { output: unknown } | { error: unknown }
  /** How many calls were blocked when the agent came to its end. */
  blockedBeforeEnd: number
  duration: number
}

/** The world of a further replay. */
export interface PassWorld {
  given: Journal | null
  kept: KeptReads | undefined
  perturbation: Perturbation
}

/** Settles how one pass over the agent is carried out; with a `world`, it is a further replay, to be held against the first. */
export function passOptions(
  prepared: PreparedRun,
  plan: PassOptions['plan'],
  recorded?: Cassette,
  world?: PassWorld,
): PassOptions {
  const { options, redactor } = prepared
  const headers = matchedHeaders(options)
  const rules = rulesOf(options)
  const pass: PassOptions = {
    plan,
    runName: prepared.name,
    root: sharedState.file!.options.root,
    redactor,
    headers,
    rules,
    passthrough: urlMatcher(sharedState.file!.options.passthrough ?? []),
    // Once more for real would cost once more.
    live: plan === 'replay' && !world ? (options.live ?? []) : [],
    stopAtDivergence: options.onDivergence === 'fail' && !world,
    compare: joinRules(sharedState.file!.options.compare, options.compare),
  }
  const given = plan === 'replay' ? (recorded?.end?.environment ?? null) : null
  const environment = openEnvironment(prepared.options, {
    ...(world ?? { given }),
    isReplay: plan === 'replay',
  })
  if (environment) pass.environment = environment
  if (world?.perturbation.dimensions.has('chunking')) pass.cut = cutStreams(world.perturbation)
  if (world?.perturbation.dimensions.has('locale'))
    pass.locale = otherLocale(world.perturbation.seed)
  if (world?.perturbation.dimensions.has('environment'))
    pass.machine = new OtherMachine(world.perturbation.seed)
  const frozen = frozenTimeZone(options, prepared.context.isConcurrent)
  Object.assign(pass, timeZoneOf(frozen, world?.perturbation))
  if (recorded) {
    pass.player = new Player(recorded.actions, {
      redactor,
      headers,
      rules,
      exactOnly: plan === 'extend',
      // What is recorded again is kept with one name for each id.
      volatile:
        plan === 'extend'
          ? null
          : replayMemory(recorded, options, {
              isPerturbed: world !== undefined,
              ...(environment ? { environment } : {}),
            }),
      keepAsked: prepared.learns,
    })
  }
  if (recorded && plan === 'replay') {
    pass.arrivals = new ArrivalOrder(recorded.actions, world?.perturbation ?? null)
    const { context, name } = prepared
    const accepted = (options.thresholds || undefined)?.blocked ?? 0
    if (!world)
      pass.onMissed = (messages) =>
        context.misses.push({ run: name, messages, accepted, errorsBefore: context.errors() })
    pass.guard = new RunawayGuard(
      prepared.name,
      recorded.actions.length,
      options.budget?.extraActions,
    )
  }
  return pass
}

/** The zone of the whole pass, or of the one place that is looked into. */
function timeZoneOf(
  frozen: string | undefined,
  world: Perturbation | undefined,
): Pick<PassOptions, 'timezone' | 'tracedZone'> {
  if (!world?.dimensions.has('timezone')) return { timezone: frozen }
  const zone = otherTimeZone(world.seed)
  return {
    timezone: world.only === undefined ? zone : frozen,
    ...(world.dimensions.size === 1 ? { tracedZone: zone } : {}),
  }
}

/** Runs the agent once, from first call to last. */
export async function runPass(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  options: PassOptions,
): Promise<AgentPass> {
  const run = new ActiveRun(options)
  prepared.live.run = run
  const input = prepared.options.input
  const step = <Output>(name: string, work: () => Output): Output =>
    callAction(name, { type: 'step', replay: 'execute' }, work, []) as Output
  installUndici()
  closeSockets()
  const uncoverNodeHttp = coverNodeHttp()
  const restore = wrapTargets(prepared.options.actions ?? {}, run)
  const leaveWorld = enterWorld(options)
  const started = workerState.now()
  const { guard } = options
  let outcome: AgentPass['outcome']
  let work: unknown
  let blockedBeforeEnd = 0
  try {
    // Each pass has an input of its own: an agent may change what it is given.
    const given = input === undefined ? undefined : cloneInput(input)
    work = run.within(null, () => agent(given, { step }))
    outcome = { output: await (guard ? guard.whileItLasts(work) : work) }
  } catch (error) {
    outcome = { error: error ?? new Error('the agent threw undefined') }
  } finally {
    blockedBeforeEnd = run.blocked.length
    if (guard?.error) {
      outcome = { error: guard.error }
      // It may go on behind our back: what it calls stays closed.
      void Promise.resolve(work).then(restore, restore)
    } else restore()
    await run.finish()
    leaveWorld()
    uncoverNodeHttp()
  }
  const duration = Math.round((workerState.now() - started) * 1000) / 1000
  return { run, outcome, blockedBeforeEnd, duration }
}

function cloneInput(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return input
  }
}

/** What the final output is called where an action's name is asked for. */
export const FINAL_OUTPUT = 'final output'

/** Where the final output differs from the recorded one; an error is an output of its own kind. */
export function compareEnd(
  recorded: Cassette,
  pass: AgentPass,
  redactor: Redactor,
): PathDifference[] {
  const end = recorded.end!
  if ('error' in pass.outcome || end.error) {
    const replayed = 'error' in pass.outcome ? captureError(pass.outcome.error) : undefined
    const before = end.error && errorText(end.error)
    const now = replayed && errorText(redactError(replayed, redactor))
    return before === now ? [] : [{ path: 'error', recorded: before, replayed: now }]
  }
  const player = pass.run.options.player!
  const now = describeOutput(pass.outcome.output, redactor)
  const outputOf = (value: { json: CassetteJson; meta?: CassetteJson }) =>
    player.outputOf(FINAL_OUTPUT, valueJson(value))
  const [before, after] = [end.output && outputOf(end.output), outputOf(now)]
  const differences = comparePaths(before, after)
  if (differences.length === 0 || before === undefined) return differences
  player.volatileEnd = player.explainOutput(before, after)
  if (player.volatileEnd.length > 0) return []
  const rules = pass.run.options.compare.output
  if (rules.length === 0) return differences
  const compared = compareWithTolerance(end.output!, now, { rules })
  pass.run.tolerate('final output', compared.tolerated)
  return compared.differences
}

/** Describes a final output for the cassette. */
export function describeOutput(
  output: unknown,
  redactor: Redactor,
): { json: CassetteJson; meta?: CassetteJson } {
  const captured = describeValue(output)
  return { ...captured, json: redactor.json(captured.json) }
}
type CassetteJson = ReturnType<typeof valueJson>
