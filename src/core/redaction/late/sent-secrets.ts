import { fromBase64, utf8Text } from '../../bytes.ts'
import { isLearnt } from '../learnt-secrets.ts'
import { containsPlaceholder } from '../placeholder.ts'

export const SENT_KIND = 'sent-credential'

/** More are no credentials of one agent. */
const MOST = 200
const SCHEME = /^([A-Za-z][\w-]{2,24}) +(?=\S)/
const BASIC = /^basic +([\w+/-]+={0,2})$/i

/**
 * The secrets of headers of which a cassette keeps no value. They are looked for elsewhere when the run has ended: from their
 * first request on, the header of a second one would be another.
 */
export class SentSecrets {
  readonly #isKnown: (secret: string) => boolean
  readonly #secrets = new Set<string>()

  /** @param isKnown Returns `true` for a secret that is found without this. */
  constructor(isKnown: (secret: string) => boolean) {
    this.#isKnown = isKnown
  }

  add(name: string, value: string): void {
    if (this.#secrets.size >= MOST || containsPlaceholder(value)) return
    for (const secret of secretsOf(name, value))
      if (isLearnt(secret) && !this.#isKnown(secret)) this.#secrets.add(secret)
  }

  /** Returns the secrets, each once. */
  take(): string[] {
    const secrets = [...this.#secrets]
    this.#secrets.clear()
    return secrets
  }
}

function secretsOf(name: string, value: string): string[] {
  if (name === 'cookie')
    return value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
  const pair = BASIC.exec(value)?.[1]
  if (pair !== undefined) {
    const text = utf8Text(fromBase64(pair.replaceAll('-', '+').replaceAll('_', '/'))) ?? ''
    return [text.slice(text.indexOf(':') + 1)]
  }
  // Of a signature no part is a key.
  const secret = value.replace(SCHEME, '')
  return /[\s,;]/.test(secret) ? [] : [secret]
}
