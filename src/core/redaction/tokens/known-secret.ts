/** A secret that is known by its shape. Where the pattern has a group `secret`, that is the secret. */
export interface KnownSecret {
  kind: string
  /** Literals of which every match holds at least one: what is looked for first. */
  atoms: string[]
  /** Every match holds this, too. */
  also?: string
  pattern: RegExp
  /** The number of characters before a match that are part of the secret. */
  before?: number
  /** @param name What the pattern's group `name` matched. */
  accept?: (secret: string, name: string) => boolean
}
