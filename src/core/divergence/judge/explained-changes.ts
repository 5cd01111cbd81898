import type { JsonValue } from '../../json.ts'
import type { PathDifference } from '../differences/json-paths.ts'
import type { RequestChange } from '../differences/request-difference.ts'

/** Values that differed at one place, as texts. */
type ValuePair = [recorded: string, replayed: string]

const MAX_PAIRS = 200

/**
 * The values that earlier divergences brought into a run: those that only one side has had since. A
 * later difference made of nothing else follows from them.
 */
export class ExplainedChanges {
  readonly #changes = new Map<string, number>()
  readonly #onlyRecorded = new Map<string, number>()
  readonly #onlyReplayed = new Map<string, number>()
  readonly #pairs: Array<{ pair: ValuePair; origin: number }> = []
  readonly #isNoise: (difference: PathDifference) => boolean

  /** @param isNoise Recognises a difference of values alone that each run generates. */
  constructor(isNoise: (difference: PathDifference) => boolean = () => false) {
    this.#isNoise = isNoise
  }

  /**
   * Adds a change that a divergence showed; the earliest divergence that showed it is its origin.
   */
  addChange(change: RequestChange, origin: number): void {
    if (!this.#changes.has(change.key)) this.#changes.set(change.key, origin)
    for (const { recorded, replayed } of change.differences) {
      this.addValues({ recorded, replayed }, origin)
      if (recorded === undefined || replayed === undefined) continue
      const pair: ValuePair = [textOf(recorded), textOf(replayed)]
      if (pair[0] !== '' && this.#pairs.length < MAX_PAIRS) this.#pairs.push({ pair, origin })
    }
  }

  /**
   * Adds values that the two sides went on with: answers, outputs, the inputs of a call that only
   * one made.
   */
  addValues(
    values: { recorded?: JsonValue | undefined; replayed?: JsonValue | undefined },
    origin: number,
  ): void {
    addWords(this.#onlyRecorded, values.recorded, origin)
    addWords(this.#onlyReplayed, values.replayed, origin)
  }

  /** Returns `true` if the very same change was shown before. */
  hasSeen(change: RequestChange): boolean {
    return this.#changes.has(change.key)
  }

  /** The divergence that a change follows from; `null` where nothing earlier explains it. */
  originOf(change: RequestChange): number | null {
    const repeated = this.#changes.get(change.key)
    if (repeated !== undefined) return repeated
    let earliest: number | null = null
    for (const difference of change.differences) {
      const origin = this.#explain(difference)
      if (origin === null) return null
      earliest = earliest === null ? origin : Math.min(earliest, origin)
    }
    return earliest
  }

  #explain(difference: PathDifference): number | null {
    const { recorded, replayed } = difference
    if (recorded === undefined) return coverage(wordsOf(replayed), this.#onlyReplayed, MOSTLY)
    if (replayed === undefined) return coverage(wordsOf(recorded), this.#onlyRecorded, MOSTLY)
    const rewritten = this.#rewrite(textOf(recorded), textOf(replayed))
    if (rewritten !== null) return rewritten
    const [before, now] = [wordsOf(recorded), wordsOf(replayed)]
    // A text follows from an earlier divergence if the text it replaces came from there, or if all
    // of it comes from there.
    const whole = coverage(before, this.#onlyRecorded, 1) ?? coverage(now, this.#onlyReplayed, 1)
    if (whole !== null) return whole
    return this.#explainWords(difference, wordsBeside(before, now), wordsBeside(now, before))
  }

  /**
   * @param gone The words that the recorded text has alone.
   * @param come The words that the replayed text has alone.
   */
  #explainWords(
    { path, recorded, replayed }: PathDifference,
    gone: ReadonlySet<string>,
    come: ReadonlySet<string>,
  ): number | null {
    const isKnown = isCovered(gone, this.#onlyRecorded) && isCovered(come, this.#onlyReplayed)
    // Beside what is known, there may be ids that each run makes itself.
    const rest = () => ({
      path,
      recorded: this.#withoutKnown(textOf(recorded!)),
      replayed: this.#withoutKnown(textOf(replayed!)),
    })
    if (!isKnown && !this.#isNoise(rest())) return null
    const origins = [coverage(gone, this.#onlyRecorded, 0), coverage(come, this.#onlyReplayed, 0)]
    const known = origins.filter((origin) => origin !== null)
    return known.length === 0 ? null : Math.min(...known)
  }

  /** @note A word that one side brought in may stand elsewhere on the other: it is taken out of both. */
  #withoutKnown(text: string): string {
    const isKnown = (word: string) => this.#onlyRecorded.has(word) || this.#onlyReplayed.has(word)
    return text.replace(WORD, (word) => (isKnown(word) ? '' : word))
  }

  /**
   * Returns the origin of the difference if the recorded text becomes the replayed one by
   * substituting the values known to have changed; else `null`.
   */
  #rewrite(recorded: string, replayed: string): number | null {
    let text = recorded
    let earliest: number | null = null
    for (const { pair, origin } of this.#pairs) {
      const next = text.replaceAll(pair[0], () => pair[1])
      if (next === text) continue
      text = next
      earliest = earliest === null ? origin : Math.min(earliest, origin)
      if (text === replayed) return earliest
    }
    return null
  }
}

/**
 * Share of a message that has to be known, where only one side has it: an id or a framing word may
 * be new.
 */
const MOSTLY = 0.8

/**
 * The earliest origin of the words, if the known ones make up at least `share` (0 to 1) of all
 * letters; else `null`.
 */
function coverage(
  words: ReadonlySet<string>,
  known: ReadonlyMap<string, number>,
  share: number,
): number | null {
  let all = 0
  let covered = 0
  let earliest: number | null = null
  for (const word of words) {
    all += word.length
    const origin = known.get(word)
    if (origin === undefined) continue
    covered += word.length
    earliest = earliest === null ? origin : Math.min(earliest, origin)
  }
  return all > 0 && covered >= share * all ? earliest : null
}

function isCovered(words: ReadonlySet<string>, known: ReadonlyMap<string, number>): boolean {
  return words.size === 0 || coverage(words, known, 1) !== null
}

/** Fields that carry no content of a message. */
const FRAME = new Set(['role', 'type', 'object', 'status'])

/** Fields that link messages to each other; a short id may be the user's own. */
const LINKS = new Set('id call_id tool_call_id tool_use_id'.split(' '))
const MIN_LINK = 6

/** Fields whose names carry no content; their values do. */
const WRAPPING = new Set('content parts text output input arguments function tool_calls'.split(' '))

function addWords(to: Map<string, number>, value: JsonValue | undefined, origin: number): void {
  if (value === undefined) return
  for (const word of wordsOf(value)) if (!to.has(word)) to.set(word, origin)
}

function wordsOf(value: JsonValue | undefined): Set<string> {
  const words = new Set<string>()
  const stack = value === undefined ? [] : [value]
  while (stack.length > 0) {
    const part = stack.pop()!
    if (typeof part === 'object' && part !== null) {
      for (const [key, field] of Object.entries(part)) {
        if (FRAME.has(key) || isLink(key, field as JsonValue)) continue
        if (!Array.isArray(part) && !WRAPPING.has(key))
          for (const word of key.match(WORD) ?? []) words.add(word)
        stack.push(field as JsonValue)
      }
    } else for (const word of textOf(part).match(WORD) ?? []) words.add(word)
  }
  return words
}

function isLink(key: string, value: JsonValue): boolean {
  return LINKS.has(key) && typeof value === 'string' && value.length >= MIN_LINK
}

const WORD = /[\p{L}\p{N}]+/gu

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function wordsBeside(words: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => !others.has(word)))
}
