import { fromBase64, utf8Text } from '../../bytes.ts'
import { isLearnt } from '../learnt-secrets.ts'
import { containsPlaceholder, type PlaceholderBook } from '../placeholder.ts'

export const SENT_KIND = 'sent-credential'

/** More are no credentials of one agent. */
const MOST = 200
/** Each makes all texts be read anew; keys that are drawn for each request are no credentials. */
const MOST_AT_ONCE = 20
const SCHEME = /^([A-Za-z][\w-]{2,24}) +(?=\S)/
const BASIC = /^basic +([\w+/-]+={0,2})$/i

/**
 * The secrets of headers of which a cassette keeps no value. Credentials are looked for elsewhere from then on, others when the run has
 * ended.
 */
export class SentSecrets {
  readonly #isKnown: (secret: string) => boolean
  readonly #book: Pick<PlaceholderBook, 'placeholder'>
  readonly #secrets = new Set<string>()
  readonly #learnt = new Set<string>()

  /** @param isKnown Returns `true` for a secret that is found without this. */
  constructor(isKnown: (secret: string) => boolean, book: Pick<PlaceholderBook, 'placeholder'>) {
    this.#isKnown = isKnown
    this.#book = book
  }

  /** @param isCredential It is no key that tells requests apart. */
  add(name: string, value: string, isCredential: boolean): void {
    if (this.#secrets.size >= MOST || containsPlaceholder(value)) return
    for (const secret of secretsOf(name, value)) {
      if (!isLearnt(secret) || this.#isKnown(secret)) continue
      if (isCredential && this.#learnt.size < MOST_AT_ONCE) {
        this.#learnt.add(secret)
        this.#book.placeholder(SENT_KIND, secret)
      } else this.#secrets.add(secret)
    }
  }

  /** Returns `true` for one that is looked for already: the header of a further request is described as that of the first. */
  has(secret: string): boolean {
    return this.#learnt.has(secret)
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
