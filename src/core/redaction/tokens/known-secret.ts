/** A secret that is known by its shape. Where the pattern has a group `secret`, that is the secret. */
export interface KnownSecret {
  kind: string
  /** Literals of which every match holds at least one: what is looked for first. */
  atoms: string[]
  /** Every match holds this, too. */
  also?: string
  /** A source with the flags `dg` is compiled where a text holds an atom: a process needs few of them. */
  pattern: RegExp | string
  /** The number of characters before a match that are part of the secret. */
  before?: number
  /** @param name What the pattern's group `name` matched. */
  accept?: (secret: string, name: string) => boolean
}

/** Returns the pattern, compiled. */
export function patternOf(known: KnownSecret): RegExp {
  if (typeof known.pattern === 'string') known.pattern = new RegExp(known.pattern, 'dg')
  return known.pattern
}
