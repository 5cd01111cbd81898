import type { InstanceBook } from '../../core/cassette/instances/framework-instances.ts'
import type { ErrorBook } from '../../core/cassette/value.ts'
import type { Journal } from '../../core/cassette/journal.ts'
import type { Cassette, RecordedAction } from '../../core/cassette/schema.ts'
import { joinRules } from '../../core/divergence/differences/tolerance-rules.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import type { JsonValue } from '../../core/json.ts'
import type { ToleranceRule } from '../../core/options/compare-schema.ts'
import { RunIntervals } from '../begun/run-intervals.ts'
import { Background } from '../../core/matching/background.ts'
import type { HeaderSelection } from '../../core/matching/compared-headers.ts'
import { levelRequest } from '../../core/matching/level-request.ts'
import type { RuleSet } from '../../core/matching/match-rules.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { HEADER_TABLE_VERSION } from '../../core/request-headers/meaningful-headers.ts'
import { createRedactor, type Redactor } from '../../core/redaction/index.ts'
import type { ReplayResponse } from '../context/http-call.ts'
import { workerState, type Home } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'
import { otherLocale } from '../environment/cover/cover-locale.ts'
import { cutStreams } from '../environment/cut-streams.ts'
import type { KeptReads } from '../environment/kept-reads.ts'
import { frozenTimeZone, openEnvironment } from '../environment/open-environment.ts'
import { earlyReads } from '../environment/early-reads.ts'
import { RunValues } from '../environment/own-values.ts'
import { OtherMachine } from '../environment/other-machine.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import { otherTimeZone } from '../environment/time-zone.ts'
import type { RunEnvironment } from '../environment/run-environment.ts'
import { homeOf } from '../environment/home.ts'
import { ArrivalOrder } from './arrival-order.ts'
import type { Pacing } from './awaited/pacing.ts'
import { Player } from './player.ts'
import type { Withholding } from './limits/withholding.ts'
import { decodedBodyOf } from './requests/decoded-body.ts'
import { lateSecretsOf } from '../../core/replay/late-secrets.ts'
import { replayMemory } from '../../core/replay/replay-memory.ts'
import { BudgetGuard, limitsRecording } from './limits/budget-guard.ts'
import { RunawayGuard, type RunGuard } from './limits/runaway-guard.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { tryDescribeInput } from '../prepare/describe-input.ts'
import { comparedAccounts, presentHeaders } from '../prepare/present-headers.ts'
import { matchedHeaders, rulesOf } from '../prepare/run-rules.ts'
import { policyOf } from '../prepare/run-policy.ts'

/** Milliseconds, unless an option sets them. */
const AFTER_RETURN = 30_000

/** Options of one pass over an agent. */
export interface PassOptions {
  plan: 'record' | 'replay' | 'extend'
  runName: string
  /** Source locations are relative to it. */
  root: string
  /** The classes of errors that are thrown again. */
  errors?: ErrorBook & { quiet: ErrorBook }
  /** The classes of frameworks whose instances recorded outputs hold; absent where they hold none. */
  classes?: InstanceBook
  /** The line that called `replayRun`. */
  calledAt?: SourceLocation | null
  redactor: Redactor
  /** The recording that answers; absent while recording. */
  player?: Player
  /** A reading of the journal that stands in another one's place is a change. */
  comparesReadings?: boolean
  /** Variables with keys that were set when it was recorded, in a replay. */
  credentials?: readonly string[]
  /** Requests that go on whatever the agent does, in a replay. */
  background?: Background
  /** Nothing of the background is answered: an agent that does the same all the same does not depend on it. */
  withholding?: Withholding | undefined
  /** The intervals that the agent's code sets. */
  intervals: RunIntervals
  /** Called for each action as soon as it is over, to write it to the file. */
  onRecorded?(action: RecordedAction): void
  /** The headers that count in matching. */
  headers: HeaderSelection
  rules: RuleSet
  policy: Policy
  stopAtDivergence: boolean
  /** Milliseconds that the run waits, when its agent has returned, for what it has begun. */
  afterReturn: number
  /** The output that was recorded, in a replay. */
  recordedOutput?: JsonValue
  /** Ends a replay that makes far more calls than were recorded, and a recording whose budget is used up. */
  guard?: RunGuard
  /** The waits of the agent's own code take no time. */
  skipsWaits?: boolean
  /** Answers that come late on the clock of the run. */
  pacing?: Pacing
  /** The model that live calls ask, in place of the one that the agent names. */
  liveModel?: string
  /** No other run may be open at the same time. */
  isAlone?: boolean
  /** Called at the first call that is blocked. */
  onMissed?(missed: readonly string[]): void
  /** The clock and chance of the run; absent where they are left alone. */
  environment?: RunEnvironment
  /** The values that the process and the run have of their own. */
  own: RunValues
  /** An IANA name, where it is not the machine's. */
  timezone?: string | undefined
  locale?: string
  /** The zone and the locale of the recording, where the process has others. */
  home?: Home
  /** Reads of local time are traced, with this zone at those that vary. */
  tracedZone?: string
  /** The machine that the run sees instead of this one. */
  machine?: OtherMachine
  /** The order in which recorded answers arrive; absent while recording. */
  arrivals?: ArrivalOrder
  /** Milliseconds after which the recorded agent returned, where an answer came later. */
  recordedReturn?: number
  /** Cuts a streamed response at other places. */
  cut?(response: ReplayResponse): ReplayResponse
  /** Differences that are allowed in outputs. */
  compare: { output: ToleranceRule[]; actions: Map<string, ToleranceRule[]> }
}

/** The perturbation of a further replay, and the values of the clock and of chance that it repeats. */
export interface FurtherReplay {
  given: Journal | null
  kept: KeptReads | undefined
  perturbation: Perturbation
  /** No answer is served to a request that differs. */
  exactOnly?: boolean
}

/** Chooses the options of one pass over the agent. `further` makes it a further replay, for a comparison with the first. */
export function passOptions(
  prepared: PreparedRun,
  plan: PassOptions['plan'],
  recorded?: Cassette,
  further?: FurtherReplay,
): PassOptions {
  const { options } = prepared
  const redactor = redactorOf(prepared, plan, recorded)
  const isVerification = recorded !== undefined && !isFound(prepared, recorded)
  const headers: HeaderSelection = {
    optedIn: matchedHeaders(options),
    table: recorded ? recorded.header.headerTable : HEADER_TABLE_VERSION,
    varying: recorded?.end?.varyingHeaders ?? [],
    ...(recorded && {
      present: presentHeaders(recorded, { isVerification, env: process.env }),
      accounts: comparedAccounts(recorded, { isVerification }),
    }),
  }
  const rules = rulesOf(options)
  const own: RunValues = new RunValues(() => pass.environment?.machine.folders ?? [])
  const pass: PassOptions = {
    plan,
    own,
    intervals: new RunIntervals('own'),
    runName: prepared.name,
    root: sharedState.file!.options.root,
    calledAt: prepared.calledAt,
    errors: prepared.errors,
    redactor,
    headers,
    rules,
    policy: policyOf(options, { isReplay: plan === 'replay', isFurther: further !== undefined }),
    stopAtDivergence: options.onDivergence === 'fail' && !further,
    afterReturn: options.afterReturn ?? sharedState.file!.options.afterReturn ?? AFTER_RETURN,
    compare: joinRules(sharedState.file!.options.compare, options.compare),
  }
  const journal = plan === 'replay' && recorded ? journalOf(recorded) : null
  const environment = openEnvironment(prepared.options, {
    ...(further ?? { given: journal }),
    isReplay: plan === 'replay',
  })
  if (environment) pass.environment = environment
  if (further?.perturbation.dimensions.has('chunking')) pass.cut = cutStreams(further.perturbation)
  if (further?.perturbation.dimensions.has('locale'))
    pass.locale = otherLocale(further.perturbation.seed)
  if (further?.perturbation.dimensions.has('environment'))
    pass.machine = new OtherMachine(further.perturbation.seed)
  const frozen = frozenTimeZone(options, prepared.context.isConcurrent)
  Object.assign(pass, timeZoneOf(frozen, further?.perturbation))
  if (recorded && plan === 'replay' && environment) {
    const home = homeOf(recorded.header)
    // A zone that is pinned or varied as a whole takes precedence.
    if (home && pass.timezone !== undefined) delete home.timezone
    if (home) pass.home = home
  }
  if (recorded) {
    pass.comparesReadings = !further && !isVerification && recorded.end?.verified === true
    pass.player = new Player(recorded.actions, {
      redactor,
      headers,
      rules,
      exactOnly: plan === 'extend' || further?.exactOnly === true,
      // A further recording keeps one name for each id.
      volatile:
        plan === 'extend'
          ? null
          : replayMemory(recorded, options, {
              kind: further ? 'perturbed' : isFound(prepared, recorded) ? 'replay' : 'verification',
              now: () => workerState.date(),
              own: () => own.present,
              early: environment?.early ?? earlyReads(pass.root),
              ...(environment ? { environment } : {}),
            }),
      isVerification: isVerification && !further,
      keepsRequests: prepared.learns,
    })
  }
  if (recorded?.end?.background && plan === 'replay')
    pass.background = new Background(recorded.end.background, {
      headers,
      reduce: (request) => levelRequest(request, redactor),
    })
  if (recorded && plan === 'replay') {
    pass.arrivals = new ArrivalOrder(recorded.actions, further?.perturbation ?? null)
    if (recorded.end?.output) pass.recordedOutput = recorded.end.output.json
    if (recorded.end?.credentials) pass.credentials = recorded.end.credentials
    if (recorded.end?.returnedAt !== undefined) pass.recordedReturn = recorded.end.returnedAt
    const { context, name } = prepared
    const accepted = (options.thresholds || undefined)?.blocked ?? 0
    if (!further)
      pass.onMissed = (messages) =>
        context.misses.push({ run: name, messages, accepted, errorsBefore: context.errors() })
    pass.guard = new RunawayGuard(
      prepared.name,
      recorded.actions.length,
      options.budget?.extraActions,
      recorded.end?.totals.duration,
    )
  }
  // The budget does not limit a further take: its usage is data.
  if (plan !== 'replay' && prepared.take === undefined && limitsRecording(options.budget))
    pass.guard = new BudgetGuard(prepared.name, options.budget)
  return pass
}

/**
 * Chooses the redactor of a pass. A replay numbers secrets as its recording did, where that lists them; in verification, where
 * that is not known yet, those that will have no hash get numbers that the recording has not.
 */
function redactorOf(
  prepared: PreparedRun,
  plan: PassOptions['plan'],
  recorded: Cassette | undefined,
): Redactor {
  const {
    options,
    redaction,
    redactor,
    context: { numbers },
  } = prepared
  if (plan !== 'replay' || !recorded) return redactor
  const secrets = recorded.end?.secrets
  const beside = numbers && { highest: (kind: string) => numbers.highest(kind) }
  const isVerification = !secrets && !isFound(prepared, recorded)
  if (!isVerification) numbers?.noteRecorded(secrets ?? [])
  const late = lateSecretsOf(recorded, {
    gzip: redaction.gzip,
    bodyOf: decodedBodyOf,
    ...(isVerification && { isKnown: knownSecretsOf(redactor) }),
  })
  const own = isVerification
    ? createRedactor(redaction, redactor.secrets(null), redactor, beside, late)
    : createRedactor(redaction, secrets ?? null, undefined, beside, late)
  // A recording reads its input before anything else: what it has learnt there is replaced without its name later.
  tryDescribeInput({ options, redactor: own })
  return own
}

/** @note A secret that was named late may vary; one that an answer named is looked for as it is. */
function knownSecretsOf({ late, replacedBy }: Redactor) {
  return (name: string, secret: string, isPlaced: boolean) =>
    (isPlaced && late.has(`<redacted:${name}>`)) || replacedBy(secret) === `<redacted:${name}>`
}

/** Chooses the time zone of the whole pass, or of the one place that is traced. */
export function timeZoneOf(
  frozen: string | undefined,
  perturbation: Perturbation | undefined,
): Pick<PassOptions, 'timezone' | 'tracedZone'> {
  if (!perturbation?.dimensions.has('timezone')) return { timezone: frozen }
  const zone = otherTimeZone(perturbation.seed)
  return {
    timezone: perturbation.only === undefined ? zone : frozen,
    ...(perturbation.dimensions.size === 1 ? { tracedZone: zone } : {}),
  }
}

/** A recording without reads has a clock all the same: what SDKs read goes on from it, as beside a journal. */
function journalOf({ header, end }: Cassette): Journal {
  return end?.environment ?? { startedAt: Date.parse(header.recordedAt), sites: [] }
}

/** Returns true for a recording that lay on the disk; one that was just made is being verified. */
function isFound({ found }: PreparedRun, recorded: Cassette): boolean {
  return found.kind === 'complete' && found.cassette === recorded
}
