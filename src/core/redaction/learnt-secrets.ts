import { addForms, type LiteralSecret } from './environment.ts'
import { LiteralFinder } from './literal-finder.ts'
import { isUnguessable } from './recorded-secrets.ts'
import { looksRandom } from './stand-in.ts'

const SHORTEST = 12
const LONGEST = 8192
/** In forms, of which a secret has some seven: ten thousand secrets, in some fifteen megabytes. */
const MOST = 70_000
/** With more forms than this, a small table of them has several in each place. */
const FEW = 2000
/** Of a text that repeats itself as a whole. */
const SHORTEST_REPETITION = 32
/** A name of how a signature is made, which is no secret. */
const ALGORITHM = /^(?:AWS4-|X?HMAC|(?:RSA|ECDSA|ED25519)-)/i

/**
 * Secrets that were known by their names or shapes, and are looked for from then on wherever they are and in whatever form: the
 * token of an answer is sent on without a name.
 */
export class LearntSecrets {
  readonly #forms: LiteralSecret[] = []
  readonly #most: number
  #finder: LiteralFinder | undefined
  #isLarge = false
  #missed = 0

  constructor(most = MOST) {
    this.#most = most
  }

  /** The number of secrets beyond those that can be looked for: they are replaced by name and shape alone. */
  get missed(): number {
    return this.#missed
  }

  /**
   * Returns `false` for one that is found anyway, or that may be no secret elsewhere.
   *
   * @param isSure It is looked for in any case.
   */
  add(kind: string, secret: string, isSure = false): boolean {
    if (!isSure && (kind.startsWith('env-') || !isLearnt(secret))) return false
    if (this.#forms.length >= this.#most) {
      this.#missed++
      return false
    }
    const before = this.#forms.length
    addForms(this.#forms, kind, secret)
    if (!this.#isLarge && this.#forms.length > FEW) {
      this.#isLarge = true
      this.#finder = new LiteralFinder(this.#forms.map(({ form }) => form))
      return true
    }
    this.#finder ??= new LiteralFinder([], 'few')
    for (const { form } of this.#forms.slice(before)) this.#finder.add(form)
    return true
  }

  /** Those that are looked for, in all their forms. */
  get forms(): readonly LiteralSecret[] {
    return this.#forms
  }

  find(text: string, onFound: (secret: LiteralSecret, start: number) => void): void {
    this.#finder?.find(text, (id, start) => onFound(this.#forms[id]!, start))
  }
}

/** Returns `true` for a secret that is one wherever it stands. */
export function isLearnt(secret: string): boolean {
  if (secret.length > LONGEST || ALGORITHM.test(secret)) return false
  if (secret.length >= SHORTEST_REPETITION && repeatsItself(secret)) return false
  return isUnguessable(secret) || (secret.length >= SHORTEST && looksRandom(secret))
}

/** @note No key does, and it would be found at every place of what repeats it further. */
function repeatsItself(secret: string): boolean {
  const period = secret.indexOf(secret.slice(0, secret.length >> 1), 1)
  return period > 0 && secret.startsWith(secret.slice(period))
}
