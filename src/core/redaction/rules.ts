/** Secrets of a project, beside those that are known by their shape or name. */
export interface RedactionRules {
  /** Further headers to keep. */
  headers?: string[]
  /** Further claims of a JWT to keep. */
  claims?: string[]
  /** Texts and patterns of the user's own; the name stands in the placeholder. */
  secrets?: Array<{ name: string; pattern: RegExp | string }>
  /** The environment: the values of variables named like a credential are searched for everywhere. */
  env?: Record<string, string | undefined>
  /** A number that is another one after the environment was changed. */
  changes?: () => number
  /** The reader and writer of packed bytes; without it they stay as they are. */
  gzip?: Gzip
  /** The same for bytes whose coding a header names. */
  coding?: (name: string) => Gzip | undefined
}

export interface Gzip {
  /** `undefined` for what is no such bytes. */
  unpack: (bytes: Uint8Array) => Uint8Array | undefined
  /** The same bytes for the same content, on every machine. */
  pack: (content: Uint8Array) => Uint8Array
}
