import { isLearnt } from '../learnt-secrets.ts'
import { containsPlaceholder, placeholdersIn } from '../placeholder.ts'
import { hashSecret, isHash, isUnguessable, type SecretState } from '../recorded-secrets.ts'
import { eachString } from '../map-strings.ts'
import type { JsonValue } from '../../json.ts'
import { candidates, formsOf } from './candidates.ts'
import { GuessableNames } from './guessable-names.ts'
import { isOnePart, opaqueParts } from './opaque-parts.ts'

/** A place of a recording at which a secret stood before the run named it as one. */
export interface LatePlace {
  kind: string
  placeholder: string
  /** `undefined` while the recording is verified: nothing is known of its secrets yet. */
  state: SecretState | undefined
  /** The name that the text stands under, if any. */
  name: string | undefined
  /** The text beside it, up to other placeholders. */
  before: string
  after: string
  isFirst: boolean
  isLast: boolean
  /**
   * Returns `true` for the secret itself, where that is known.
   *
   * @param isPlaced It stands where the secret did: another one there may be one that varies.
   */
  isKnown?: (secret: string, isPlaced: boolean) => boolean
}

/** Characters beside the secret that have to be the same: fewer where its hash is compared as well. */
const BESIDE_HASHED = 8
const BESIDE_OTHER = 32
/** Characters beside a secret without a hash that say where it is. */
const FEWEST = 6
/** Of one secret. */
const MOST_PLACES = 100

/**
 * Finds the secrets of a recording that a replay meets before the run names them, by what stood beside them. One with a hash is
 * found where its hash is that of the recorded one: another one in its place stays what it is, and differs.
 */
export class LateSecrets {
  readonly #places: readonly LatePlace[]
  readonly #open: Set<string>
  /** A secret has one placeholder: where two stood in the same surroundings, the next place is another one's. */
  readonly #found = new Set<string>()
  /** Texts that are in the recording as they are: none of them was replaced. */
  readonly #harmless: ReadonlySet<string>
  /** Everything that the recording holds as it is. */
  readonly #recorded: () => string
  #text: string | undefined

  /** The placeholders in the names of actions, by the hashes that number them. */
  readonly #named: ReadonlyMap<string, string>
  readonly #guessable: GuessableNames

  constructor(
    places: readonly LatePlace[],
    {
      harmless,
      recorded = () => '',
      named = [],
      names = [],
    }: {
      harmless: ReadonlySet<string>
      recorded?: () => string
      named?: Iterable<string>
      names?: readonly string[]
    },
  ) {
    this.#places = someOfEach(distinct(places.map(shorten)))
    this.#open = new Set(this.#places.map(({ placeholder }) => placeholder))
    this.#harmless = harmless
    this.#recorded = recorded
    this.#guessable = new GuessableNames(names)
    this.#named = new Map(
      Array.from(named, (one) => [hashOfNumber(/\d+(?=>$)/.exec(one)?.[0] ?? ''), one]),
    )
  }

  /** Calls back with each secret that a text holds at such a place, and the placeholder there; each is found once. */
  find(
    text: string,
    name: string | undefined,
    onFound: (kind: string, secret: string, placeholder: string) => void,
  ): void {
    if (this.#open.size === 0) return
    for (const place of this.#places) {
      if (!this.#open.has(place.placeholder)) continue
      const secret = this.#secretAt(text, name, place)
      if (secret === undefined) continue
      this.#open.delete(place.placeholder)
      this.#found.add(secret)
      onFound(place.kind, secret, place.placeholder)
    }
  }

  /**
   * The secrets that may stand in what differs from a part of the recording: those of that part, and all that were not met.
   *
   * @param beside That part; absent where the recording has none.
   */
  whereIn(beside: JsonValue | undefined): readonly LatePlace[] {
    const within = new Set<string>()
    if (beside !== undefined)
      eachString(beside, (text) => placeholdersIn(text).forEach((name) => within.add(name)))
    const named = Array.from(this.#named, ([state, placeholder]) => placeOfName(placeholder, state))
    const placed = this.#places.filter(({ placeholder, state }) => {
      const mayMove = beside === undefined || (state !== undefined && isHash(state))
      return within.has(placeholder) || (mayMove && this.#open.has(placeholder))
    })
    return [...placed, ...named]
  }

  /**
   * Calls back with what a text may hold of such secrets, wherever it stands: what has the hash of one, and what looks drawn like one and
   * is not in the recording. For a text that differs from the recording, as another one may hold an id that looks alike.
   */
  withhold(
    text: string,
    where: readonly LatePlace[],
    onFound: (kind: string, secret: string) => void,
  ): void {
    if (where.length === 0) return
    const isSecret = where.some(({ state }) => state === undefined || !isHash(state))
      ? isLearnt
      : isUnguessable
    for (const parts of opaqueParts(text)) {
      const hashed = this.#hashedIn(parts)
      if (hashed) {
        this.#open.delete(hashed.place.placeholder)
        onFound(hashed.place.kind, hashed.secret)
        continue
      }
      const isWithheld = (part: string, looksSecret: (text: string) => boolean): boolean =>
        looksSecret(part) && !containsPlaceholder(part) && !this.#isRecorded(part)
      // An address is made of parts as well, and looks drawn as a whole.
      const single = parts.filter((part) => isOnePart(part) && isWithheld(part, isSecret))
      const whole = parts.at(-1)!
      const found = single.length > 0 || !isWithheld(whole, isUnguessable) ? single : [whole]
      for (const secret of found) onFound(where[0]!.kind, secret)
    }
  }

  /** Replaces the secrets that a hash tells, wherever they stand. */
  replaceHashed(text: string): string {
    let result = text
    for (const parts of opaqueParts(text)) {
      const hashed = this.#hashedIn(parts)
      if (hashed) result = result.replaceAll(hashed.secret, hashed.place.placeholder)
    }
    return result
  }

  /** Replaces the secrets in a name of an action that the recording has in such a name, and calls back with each. */
  replaceNamed(name: string, onFound: (kind: string, secret: string) => void): string {
    let result = this.#guessable.replace(name, onFound)
    if (this.#named.size === 0 || result !== name) return result
    for (const part of [...opaqueParts(name)].flat()) {
      const placeholder = isUnguessable(part) ? this.#named.get(hashSecret(part)) : undefined
      if (placeholder === undefined) continue
      result = result.replaceAll(part, placeholder)
      onFound(kindOf(placeholder), part)
    }
    return result
  }

  #hashedIn(parts: readonly string[]): { secret: string; place: LatePlace } | undefined {
    for (const secret of parts) {
      if (!isUnguessable(secret)) continue
      const hash = hashSecret(secret)
      const place = this.#places.find(({ state }) => state === hash)
      if (place && !this.#isRecorded(secret)) return { secret, place }
    }
    return undefined
  }

  #isRecorded(text: string): boolean {
    this.#text ??= this.#recorded()
    return this.#text.includes(text)
  }

  #secretAt(text: string, name: string | undefined, place: LatePlace): string | undefined {
    const { state, kind } = place
    if (state !== undefined && isHash(state)) {
      for (const candidate of candidates(text, place))
        for (const form of formsOf(candidate)) if (hashSecret(form) === state) return form
      return undefined
    }
    const isThere = isPlaced(place)
    if (!isThere && name !== place.name) return undefined
    const isNamed = isThere || name !== undefined
    // One with a hash would be no secret of this state.
    const mayBe = state === 'guessable' ? (text: string) => !isUnguessable(text) : () => true
    for (const candidate of candidates(text, place))
      if (
        (kind.startsWith('env-') || isLearnt(candidate)) &&
        !containsPlaceholder(candidate) &&
        !this.#harmless.has(candidate) &&
        !this.#found.has(candidate) &&
        mayBe(candidate) &&
        (place.isKnown?.(candidate, isNamed) ?? true)
      )
        return candidate
    return undefined
  }
}

/** @note In names a placeholder has the number of its hash. */
function hashOfNumber(number: string): string {
  return Number(number).toString(16).padStart(4, '0')
}

function kindOf(placeholder: string): string {
  return placeholder.slice('<redacted:'.length, placeholder.lastIndexOf(':'))
}

function placeOfName(placeholder: string, state: SecretState): LatePlace {
  const kind = kindOf(placeholder)
  const beside = { before: '', after: '', isFirst: true, isLast: true }
  return { kind, placeholder, state, name: undefined, ...beside }
}

/** The text beside it says where a secret is; else the name does under which it stands. */
function isPlaced({ before, after, isFirst, isLast }: LatePlace): boolean {
  return (
    before.length + after.length >= FEWEST && (before !== '' || isFirst) && (after !== '' || isLast)
  )
}

function shorten(place: LatePlace): LatePlace {
  const { state, before, after, isFirst, isLast } = place
  const length = state !== undefined && isHash(state) ? BESIDE_HASHED : BESIDE_OTHER
  return {
    ...place,
    before: before.slice(-length),
    after: after.slice(0, length),
    isFirst: isFirst && before.length <= length,
    isLast: isLast && after.length <= length,
  }
}

function distinct(places: readonly LatePlace[]): LatePlace[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]
}

function someOfEach(places: readonly LatePlace[]): LatePlace[] {
  const counts = new Map<string, number>()
  return places.filter(({ placeholder }) => {
    const count = counts.get(placeholder) ?? 0
    counts.set(placeholder, count + 1)
    return count < MOST_PLACES
  })
}
