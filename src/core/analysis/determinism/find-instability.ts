import type { JsonValue } from '../../json.ts'
import type { SourceLocation } from '../../divergence/schema.ts'
import type { ReplayChange } from './compare-replays.ts'
import type { InstabilityEffect, InstabilityObservation, InstabilityRemedy } from './observation.ts'
import type { FindingType } from '../findings/schema.ts'
import type { DeterminismFinding, InstabilityCause, Severity } from './schema.ts'

/** An unstable position with its cause. */
export interface Attributed {
  index: number
  change: ReplayChange
  cause: InstabilityCause
  /** The read of the environment whose value reached the position. */
  read: { api: string; source: SourceLocation | null } | null
  /** The seed of the replay that showed it. */
  seed: number
  pinned: boolean
}

const TYPES: Record<InstabilityCause, FindingType> = {
  clock: 'timestamp',
  random: 'random',
  uuid: 'uuid',
  arrival_order: 'ordering',
  chunking: 'chunking',
  timezone: 'timezone',
  locale: 'locale',
  environment: 'environment',
  id_generator: 'random',
  unknown: 'unknown',
}

/** Remedies by the function whose value reached the position. */
const REMEDIES_OF_CALLS: ReadonlyMap<string, InstabilityRemedy> = new Map([
  ['performance.now()', 'duration'],
  ['Date.now()', 'clock_number'],
  ['crypto.randomBytes()', 'token'],
  ['readdirSync()', 'folder_order'],
  ['readdir()', 'folder_order'],
  ['mkdtempSync()', 'temporary_folder'],
  ['mkdtemp()', 'temporary_folder'],
  ['os.tmpdir()', 'temporary_folder'],
])

/** An unstable position as a finding, with codes in place of words. */
export interface InstabilityFacts extends Omit<
  DeterminismFinding,
  'description' | 'recommendation' | 'observation' | 'remedy'
> {
  observation: InstabilityObservation
  remedy: InstabilityRemedy | null
}

/** Finds what is to be published of an unstable position; its words are added by `describeInstability`. */
export function findInstability(found: Attributed): InstabilityFacts {
  const { index, change, cause, read, seed, pinned } = found
  const [difference] = change.differences
  const path = difference && difference.path !== '' ? difference.path : null
  const source = read?.source ?? change.source
  const values = {
    recorded: brief(difference?.recorded, difference?.replayed),
    replayed: brief(difference?.replayed, difference?.recorded),
  }
  return {
    type: TYPES[cause],
    severity: severityOf(change),
    action: change.action,
    index,
    path,
    cause,
    source,
    values,
    observation: { read, effect: effectOf(change), seed },
    remedy: remedyOf(cause, read?.api ?? null),
    pinned,
    waived: null,
  }
}

/** One finding for all that a line does by the same cause; the gravest, with the places of the others counted. */
export function mergeFindings(findings: readonly InstabilityFacts[]): InstabilityFacts[] {
  const merged = new Map<string, InstabilityFacts>()
  for (const [at, finding] of findings.entries()) {
    const { cause, pinned, waived, source, observation } = finding
    const where = source ? `${source.file}:${source.line}` : cause === 'id_generator' ? '' : at
    const key = JSON.stringify([cause, observation.read?.api ?? null, pinned, waived, where])
    const before = merged.get(key)
    merged.set(key, before ? mergeTwo(before, finding) : finding)
  }
  return [...merged.values()]
}

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical']

function mergeTwo(before: InstabilityFacts, next: InstabilityFacts): InstabilityFacts {
  const isGraver = SEVERITIES.indexOf(next.severity) > SEVERITIES.indexOf(before.severity)
  const [first, other] = isGraver ? [next, before] : [before, next]
  const { effect } = first.observation
  if (effect.code !== 'value_reached') return first
  const more =
    effect.more +
    1 +
    (other.observation.effect.code === 'value_reached' ? other.observation.effect.more : 0)
  return { ...first, observation: { ...first.observation, effect: { ...effect, more } } }
}

function effectOf({ kind, differences }: ReplayChange): InstabilityEffect {
  if (kind !== 'action') return { code: 'value_reached', more: Math.max(0, differences.length - 1) }
  const [{ recorded, replayed } = { recorded: null, replayed: null }] = differences
  if (recorded === undefined) return { code: 'calls_more' }
  if (replayed === undefined) return { code: 'does_not_call' }
  return { code: 'calls_other', recorded: String(recorded), replayed: String(replayed) }
}

function remedyOf(cause: InstabilityCause, api: string | null): InstabilityRemedy {
  const known = api === null ? undefined : REMEDIES_OF_CALLS.get(api)
  return known ?? cause
}

/**
 * A different action is graver than different inputs, and those are graver than a different output.
 */
function severityOf({ kind, action }: ReplayChange): Severity {
  if (kind === 'action') return 'critical'
  return kind === 'input' || action === 'final output' ? 'high' : 'medium'
}

const SHOWN = 120
const CONTEXT = 30

/**
 * Prints a value for the description of a finding: of a long text, the part where it differs from
 * the other.
 */
function brief(value: JsonValue | undefined, other?: JsonValue): string | null {
  if (value === undefined) return null
  const text = textOf(value)
  if (text.length <= SHOWN) return text
  const against = other === undefined ? '' : textOf(other)
  let same = 0
  while (same < text.length && text[same] === against[same]) same++
  const from = same >= text.length || against === '' ? 0 : Math.max(0, same - CONTEXT)
  const part = text.slice(from, from + SHOWN)
  return `${from > 0 ? '...' : ''}${part}${from + SHOWN < text.length ? '...' : ''}`
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
