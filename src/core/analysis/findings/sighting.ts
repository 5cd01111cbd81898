import type { AskedPart, Position } from './asked-parts.ts'
import type { StaticFinding } from './schema.ts'

/** What a look at one part of a request found. */
export type Suspect = Pick<
  StaticFinding,
  'type' | 'severity' | 'cause' | 'description' | 'recommendation'
> & {
  /** The value, as it stands in the part; the same one is found once in a run. */
  value: string
}

/** What a look can know beside the part. */
export interface LookContext {
  /** From when to when the run lasted. */
  window: { from: number; to: number }
  /** The ids that were others when the recording was verified; `null` where it was not. */
  varied: ReadonlySet<string> | null
  environment: { node: string; platform: string }
}

/** Looks at one part of a request for values that another run would not have. */
export type LookAtPart = (part: AskedPart, context: LookContext) => Suspect[]

/** A finding, and every position that what was found reaches. */
export interface Sighting {
  finding: StaticFinding
  reach: Set<number>
}

/** Makes a finding of what was found at a place. */
export function toFinding(
  { index, name }: Pick<Position, 'index' | 'name'>,
  path: string | null,
  suspect: Omit<Suspect, 'value'> & { value: string | null },
): StaticFinding {
  const { value, ...rest } = suspect
  return {
    ...rest,
    action: name,
    index,
    path,
    source: null,
    values: { recorded: value, replayed: null },
    pinned: false,
    waived: null,
  }
}
