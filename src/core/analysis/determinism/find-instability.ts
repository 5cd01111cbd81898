import type { JsonValue } from '../../json.ts'
import type { SourceLocation } from '../../divergence/schema.ts'
import type { ReplayChange } from './compare-replays.ts'
import { INSTABILITY_RECOMMENDATIONS } from './recommendations.ts'
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
  unknown: 'unknown',
}

const CHANGED: Record<Exclude<InstabilityCause, 'clock' | 'random' | 'uuid'>, string> = {
  arrival_order: 'the order in which parallel answers arrived',
  chunking: 'the boundaries of streamed chunks',
  timezone: 'the time zone',
  locale: 'the locale',
  environment: 'the environment',
  unknown: 'an unknown cause',
}

/** Describes an unstable position as a finding. */
export function describeFinding(found: Attributed): DeterminismFinding {
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
    description: `${becauseOf(cause, read)} ${whatChanged(change, path)} (seed ${seed})`,
    recommendation:
      INSTABILITY_RECOMMENDATIONS[read?.api ?? cause] ?? INSTABILITY_RECOMMENDATIONS[cause] ?? null,
    pinned,
    waived: null,
  }
}

function becauseOf(cause: InstabilityCause, read: Attributed['read']): string {
  if (read) {
    const at = read.source ? `${read.source.file}:${read.source.line}` : 'the agent'
    return `${at} ${read.api.includes('(') ? 'called' : 'read'} ${read.api}; its value`
  }
  if (cause === 'clock' || cause === 'random' || cause === 'uuid')
    return `${cause === 'clock' ? 'The clock' : 'A random value'}, read at several places,`
  const what = CHANGED[cause]
  return `${what[0]!.toUpperCase()}${what.slice(1)}`
}

function whatChanged({ kind, action, differences }: ReplayChange, path: string | null): string {
  if (kind === 'action') {
    const [{ recorded, replayed } = { recorded: null, replayed: null }] = differences
    if (recorded === undefined) return `makes the agent call ${action}, which it does not otherwise`
    if (replayed === undefined) return `keeps the agent from calling ${action}`
    return `makes the agent call ${String(replayed)} instead of ${String(recorded)}`
  }
  const more = differences.length > 1 ? ` and ${differences.length - 1} more places` : ''
  return `reached ${path ?? 'the value'}${more} of ${action}`
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
