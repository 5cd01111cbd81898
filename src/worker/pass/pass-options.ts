import type { Journal } from '../../core/cassette/journal.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { joinRules } from '../../core/divergence/differences/tolerance-rules.ts'
import { sharedState } from '../context/test-context.ts'
import { otherLocale } from '../environment/cover/cover-locale.ts'
import { cutStreams } from '../environment/cut-streams.ts'
import type { KeptReads } from '../environment/kept-reads.ts'
import { frozenTimeZone, openEnvironment } from '../environment/open-environment.ts'
import { OtherMachine } from '../environment/other-machine.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import { otherTimeZone } from '../environment/time-zone.ts'
import type { PassOptions } from './pass-ledger.ts'
import { ArrivalOrder } from './arrival-order.ts'
import { Player } from './player.ts'
import { replayMemory } from './replay-memory.ts'
import { RunawayGuard } from './runaway-guard.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { matchedHeaders, rulesOf } from '../prepare/run-rules.ts'
import { urlMatcher } from '../prepare/url-pattern.ts'

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
export function timeZoneOf(
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
