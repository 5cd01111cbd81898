import { isLearnt } from '../learnt-secrets.ts'
import { containsPlaceholder } from '../placeholder.ts'
import { hashSecret, isHash, type SecretState } from '../recorded-secrets.ts'

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
}

/** Characters beside the secret that have to be the same: fewer where its hash is compared as well. */
const BESIDE_HASHED = 8
const BESIDE_OTHER = 32
/** Characters beside a secret without a hash that say where it is. */
const FEWEST = 6
const SHORTEST = 8
const LONGEST = 8192
const MOST_STARTS = 100
const MOST_ENDS = 8
/** Of one secret. */
const MOST_PLACES = 100

/**
 * Finds the secrets of a recording that a replay meets before the run names them, by what stood beside them. One with a hash is
 * found where its hash is that of the recorded one: another one in its place stays what it is, and differs.
 */
export class LateSecrets {
  readonly #places: readonly LatePlace[]
  readonly #open: Set<string>
  /** Texts that are in the recording as they are: none of them was replaced. */
  readonly #harmless: ReadonlySet<string>

  constructor(places: readonly LatePlace[], harmless: ReadonlySet<string>) {
    this.#places = someOfEach(distinct(places.map(shorten)))
    this.#open = new Set(this.#places.map(({ placeholder }) => placeholder))
    this.#harmless = harmless
  }

  /** Calls back with each secret that a text holds at such a place; each is found once. */
  find(
    text: string,
    name: string | undefined,
    onFound: (kind: string, secret: string) => void,
  ): void {
    if (this.#open.size === 0) return
    for (const place of this.#places) {
      if (!this.#open.has(place.placeholder)) continue
      const secret = this.#secretAt(text, name, place)
      if (secret === undefined) continue
      this.#open.delete(place.placeholder)
      onFound(place.kind, secret)
    }
  }

  #secretAt(text: string, name: string | undefined, place: LatePlace): string | undefined {
    const { state, kind } = place
    if (state !== undefined && isHash(state)) {
      for (const candidate of candidates(text, place))
        for (const form of formsOf(candidate)) if (hashSecret(form) === state) return form
      return undefined
    }
    if (!isPlaced(place) && name !== place.name) return undefined
    for (const candidate of candidates(text, place))
      if (
        (kind.startsWith('env-') || isLearnt(candidate)) &&
        !containsPlaceholder(candidate) &&
        !this.#harmless.has(candidate)
      )
        return candidate
    return undefined
  }
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

/** The texts that stand where the secret did. */
function* candidates(text: string, place: LatePlace): Iterable<string> {
  for (const start of startsIn(text, place)) {
    for (const end of endsIn(text, start, place)) {
      const length = end - start
      if (length >= SHORTEST && length <= LONGEST) yield text.slice(start, end)
    }
  }
}

function* startsIn(text: string, { before, isFirst }: LatePlace): Iterable<number> {
  if (isFirst) {
    if (text.startsWith(before)) yield before.length
    return
  }
  if (before === '') return
  let at = -1
  for (let count = 0; count < MOST_STARTS; count++) {
    at = text.indexOf(before, at + 1)
    if (at === -1) return
    yield at + before.length
  }
}

function* endsIn(text: string, start: number, { after, isLast }: LatePlace): Iterable<number> {
  if (isLast) {
    if (text.endsWith(after)) yield text.length - after.length
    return
  }
  if (after === '') return
  let end = start
  for (let count = 0; count < MOST_ENDS; count++) {
    end = text.indexOf(after, end + 1)
    if (end === -1 || end - start > LONGEST) return
    yield end
  }
}

/** A secret as it stands in a text, in a URL and in JSON. */
function formsOf(candidate: string): string[] {
  const forms = [candidate]
  if (candidate.includes('%')) {
    try {
      forms.push(decodeURIComponent(candidate))
    } catch {
      // It is no escaped form.
    }
  }
  if (candidate.includes('\\')) {
    try {
      forms.push(String(JSON.parse(`"${candidate}"`)))
    } catch {
      // It is no escaped form.
    }
  }
  return forms
}
