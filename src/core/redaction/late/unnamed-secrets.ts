import { latin1, latin1Text } from '../../bytes.ts'
import type { JsonValue } from '../../json.ts'
import { findBase64, GZIP_HEAD } from '../base64-payload.ts'
import { mapStrings } from '../map-strings.ts'
import type { RedactionRules } from '../rules.ts'
import type { LateSecrets } from './late-secrets.ts'

/** The secrets of a recording that was just made, as its verification knows them. */
export interface KnownRecording {
  placeholderOf: (secret: string, kind: string) => string | undefined
  /** Finds the secrets that were replaced in it. */
  knownIn?: (text: string) => ReadonlyArray<{ kind: string; secret: string }>
}

/** The secrets of a recording that its replay meets before the run names them. */
export class UnnamedSecrets {
  /** Those that were found so far. */
  readonly found = new Set<string>()
  readonly #late: LateSecrets | undefined
  readonly #knownIn: KnownRecording['knownIn']
  readonly #unpack: ((bytes: Uint8Array) => Uint8Array | undefined) | undefined
  readonly #learn: (kind: string, secret: string, placeholder?: string) => void

  constructor(
    from: { late: LateSecrets | undefined; recording: KnownRecording | undefined },
    rules: Pick<RedactionRules, 'gzip'>,
    learn: (kind: string, secret: string, placeholder?: string) => void,
  ) {
    this.#late = from.late
    this.#knownIn = from.recording?.knownIn
    this.#unpack = rules.gzip && ((bytes) => rules.gzip!.unpack(bytes))
    this.#learn = (kind, secret, placeholder) => {
      this.found.add(secret)
      learn(kind, secret, placeholder)
    }
  }

  /** Learns the secrets that the recording has at the place of this text. */
  recognise(text: string, name: string | undefined): void {
    this.#late?.find(text, name, this.#learn)
  }

  /** Learns what may be such a secret in a value that differs from the recording. */
  withhold(value: JsonValue, beside?: JsonValue): void {
    if (!this.#late && !this.#knownIn) return
    const where = this.#late?.whereIn(beside)
    const look = (text: string): string => {
      for (const { kind, secret } of this.#knownIn?.(text) ?? []) this.#learn(kind, secret)
      this.#late?.withhold(text, where!, this.#learn)
      return text
    }
    const read = (text: string): string => {
      for (const { content } of findBase64(text)) this.#readBytes(content, look)
      look(unescaped(text))
      if (text.startsWith(GZIP_HEAD)) this.#readBytes(text, look)
      return text
    }
    mapStrings(value, { string: read, name: read })
  }

  /** Replaces the secrets that a hash tells wherever they stand, and learns nothing. */
  replaceHashed(text: string): string {
    return this.#late?.replaceHashed(text) ?? text
  }

  /** Replaces the secrets in a name of an action that the recording has in such a name. */
  replaceNamed(name: string): string {
    return this.#late?.replaceNamed(name, this.#learn) ?? name
  }

  #readBytes(content: string, look: (text: string) => string): void {
    const packed = content.startsWith(GZIP_HEAD) ? this.#unpack?.(latin1(content)) : undefined
    look(packed ? latin1Text(packed) : content)
  }
}

function unescaped(text: string): string {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text
  } catch {
    return text // It is no escaped form.
  }
}
