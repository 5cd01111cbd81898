import { MAX_TAKES } from '../../core/cassette/cassette-path.ts'
import { findRuleProblem } from '../../core/divergence/differences/tolerance-rules.ts'
import { ReplayError } from '../../core/errors.ts'
import { readMatchRules } from '../../core/matching/match-options.ts'
import type { MatchOptions, RunOptions } from './run-options.ts'

const KNOWN = new Set([
  'input',
  'cassette',
  'agent',
  'workflow',
  'tags',
  'release',
  'resources',
  'mode',
  'thresholds',
  'match',
  'compare',
  'live',
  'onDivergence',
  'budget',
  'actions',
  'expectError',
  'takes',
  'verify',
  'replays',
  'environment',
  'freeze',
  'waive',
])

const COUNT = 'Give a whole number, 0 or more'

const isTakes = (value: unknown) => isCount(value) && value !== 0 && (value as number) <= MAX_TAKES

/** Refuses an option that is misspelt or of the wrong kind, before anything runs. */
export function checkRunOptions(options: RunOptions<never>): void {
  const refuse = (field: string, reason: string, remedy: string): never => {
    throw new ReplayError('OPTION_INVALID', {
      attempted: 'Failed to start replayRun()',
      reason: `the option "${field}" ${reason}`,
      remedy,
      location: { field },
    })
  }
  for (const key of Object.keys(options)) {
    if (!KNOWN.has(key)) refuse(key, 'does not exist', `Use one of ${[...KNOWN].join(', ')}`)
  }
  const { thresholds, cassette, onDivergence, live, tags, actions, compare, budget } = options
  if (thresholds !== undefined && thresholds !== false) {
    const rate = thresholds.matchRate
    if (rate !== undefined && !(rate >= 0 && rate <= 1)) {
      refuse(
        'thresholds.matchRate',
        `is ${String(rate)}`,
        'Give a number from 0 to 1; 1 means that everything matches',
      )
    }
    if (thresholds.blocked !== undefined && !isCount(thresholds.blocked))
      refuse('thresholds.blocked', `is ${String(thresholds.blocked)}`, COUNT)
  }
  checkDeterminismOptions(options, refuse)
  const extra = budget?.extraActions
  if (extra !== undefined && !isCount(extra))
    refuse('budget.extraActions', `is ${String(extra)}`, COUNT)
  if (options.takes !== undefined && !isTakes(options.takes))
    refuse('takes', `is ${String(options.takes)}`, `Give a whole number from 1 to ${MAX_TAKES}`)
  const problem = compare === undefined ? undefined : findRuleProblem(compare)
  if (problem) refuse(problem.field, problem.reason, problem.remedy)
  if (cassette !== undefined && (typeof cassette !== 'string' || cassette.trim() === '')) {
    refuse('cassette', 'is no name', 'Give a name such as "refund flow"; it becomes the file name')
  }
  if (onDivergence !== undefined && onDivergence !== 'continue' && onDivergence !== 'fail') {
    refuse('onDivergence', `is "${String(onDivergence)}"`, 'Use "continue" or "fail"')
  }
  checkMatch(options.match, refuse)
  for (const [field, list] of Object.entries({ live, tags })) {
    if (
      list !== undefined &&
      !(Array.isArray(list) && list.every((entry) => typeof entry === 'string'))
    ) {
      refuse(field, 'is no list of strings', `Write ${field}: ['...']`)
    }
  }
  if (actions !== undefined && (typeof actions !== 'object' || actions === null)) {
    refuse('actions', 'is no object', "Write actions: { refund: [orders, 'refund'] }")
  }
}

function checkMatch(
  match: MatchOptions | undefined,
  refuse: (field: string, reason: string, remedy: string) => never,
): void {
  if (match === undefined) return
  if (typeof match !== 'object' || match === null)
    refuse('match', 'is no object', "Write match: { ignore: ['$.metadata.trace_id'] }")
  for (const key of Object.keys(match)) {
    if (!['headers', 'ignore', 'normalize'].includes(key))
      refuse(`match.${key}`, 'does not exist', 'Use headers, ignore or normalize')
  }
  readMatchRules(match, 'call')
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

type Refuse = (field: string, reason: string, remedy: string) => never

/** More would be a test of endurance. */
const MAX_REPLAYS = 100

/** Refuses what is wrong with the options around determinism. */
function checkDeterminismOptions(options: RunOptions<never>, refuse: Refuse): void {
  const { replays, environment, freeze, waive, thresholds } = options
  const score = (thresholds || undefined)?.determinism
  if (score !== undefined && !(score >= 0 && score <= 100))
    refuse('thresholds.determinism', `is ${String(score)}`, 'Give a score from 0 to 100')
  if (
    replays !== undefined &&
    !(Number.isInteger(replays) && replays >= 0 && replays <= MAX_REPLAYS)
  )
    refuse('replays', `is ${String(replays)}`, `Give a whole number from 0 to ${MAX_REPLAYS}`)
  if (environment !== undefined && typeof environment !== 'boolean')
    refuse('environment', `is ${String(environment)}`, 'Write environment: false to turn it off')
  if (freeze !== undefined) checkFreeze(freeze, refuse)
  if (waive !== undefined) checkWaivers(waive, refuse)
}

function checkFreeze(freeze: NonNullable<RunOptions['freeze']>, refuse: Refuse): void {
  if (typeof freeze !== 'object' || freeze === null)
    refuse('freeze', 'is no object', "Write freeze: { clock: '2026-01-01T12:00:00Z' }")
  for (const key of Object.keys(freeze)) {
    if (!['clock', 'random', 'timezone'].includes(key))
      refuse(`freeze.${key}`, 'does not exist', 'Use clock, random or timezone')
  }
  const { clock, random, timezone } = freeze
  if (clock !== undefined && clock !== true && Number.isNaN(new Date(clock).getTime()))
    refuse('freeze.clock', 'is no time', 'Give a Date, an ISO 8601 text, milliseconds, or true')
  if (random !== undefined && random !== true && !Number.isFinite(random))
    refuse('freeze.random', 'is no seed', 'Give a number, or true')
  if (timezone !== undefined && !isTimeZone(timezone))
    refuse('freeze.timezone', `is ${String(timezone)}`, "Give an IANA name such as 'Europe/Berlin'")
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function checkWaivers(waive: NonNullable<RunOptions['waive']>, refuse: Refuse): void {
  if (!Array.isArray(waive))
    refuse('waive', 'is no list', "Write waive: [{ finding: 'timestamp', reason: '...' }]")
  for (const [at, waiver] of waive.entries()) {
    const { finding, reason } = waiver
    if (typeof finding !== 'string' || finding === '')
      refuse(`waive[${at}].finding`, 'is missing', "Give a type or a cause, such as 'timestamp'")
    if (typeof reason !== 'string' || reason.trim() === '')
      refuse(`waive[${at}].reason`, 'is missing', 'Say why it is accepted: the report shows it')
  }
}
