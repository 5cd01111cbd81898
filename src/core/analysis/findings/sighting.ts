import type { AskedPart, AskedPosition } from './asked-parts.ts'
import type { StaticFacts } from './schema.ts'

/** A value found by a look at one part of a request. */
export type Suspect = Pick<
  StaticFacts,
  'type' | 'severity' | 'cause' | 'observation' | 'remedy'
> & {
  /** The value as it is in the part. The same value is found once in a run. */
  value: string
}

/** Facts that a look has beside the part. */
export interface LookContext {
  /** The time of the run, in milliseconds since 1970. */
  window: { from: number; to: number }
  /**
   * The ids that had other values when the recording was verified; `null` where it was not
   * verified.
   */
  varied: ReadonlySet<string> | null
  environment: { node: string; platform: string }
}

/** Looks at one part of a request for values that another run would not have. */
export type LookAtPart = (part: AskedPart, context: LookContext) => Suspect[]

/** A finding, and every position that its value reaches. */
export interface Sighting {
  finding: StaticFacts
  reach: Set<number>
}

/** Creates a finding at a place. */
export function toFinding(
  { index, name }: Pick<AskedPosition, 'index' | 'name'>,
  path: string | null,
  suspect: Omit<Suspect, 'value'> & { value: string | null },
): StaticFacts {
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
