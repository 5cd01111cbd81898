import type { JsonValue } from '../json.ts'
import type { RecordedSecret } from './recorded-secrets.ts'

/**
 * Replaces secrets by placeholders, `<redacted:openai-key:1>`. The same secret is always replaced by the
 * same placeholder; what has been redacted once does not change when it is redacted again.
 */
export interface Redactor {
  /** The number of different secrets replaced so far, by kind. */
  readonly found: ReadonlyMap<string, number>
  /** User and password are dropped, credentials in the query replaced. */
  url: (url: string) => string
  /**
   * The headers worth keeping, with their secrets replaced: of a request in lower case and sorted, of a response as they
   * came.
   */
  headers: (
    headers: Iterable<[string, string]>,
    side: 'request' | 'response',
  ) => Array<[string, string]>
  text: (text: string) => string
  /** Replaces the secrets in a name by placeholders that say nothing of their order, so that it names the same in every run. */
  name: (name: string) => string
  /** Whatever is not changed keeps its identity. */
  json: <T extends JsonValue>(value: T) => T
  /** Like `json`, for a value that nobody changes: an element of a list that was met before is not read again. */
  body: <T extends JsonValue>(value: T) => T
  /** The payloads of one stream, in order; finds a secret that is split over several of them. */
  events: (events: JsonValue[]) => JsonValue[]
  /** Replaces what has been replaced before, and nothing else. */
  known: (text: string) => string
  /**
   * Looks from then on for what may be a secret of the recording that this run has not named: in a value that differs from it.
   *
   * @param beside The part of the recording that it differs from, if any.
   */
  withhold: (value: JsonValue, beside?: JsonValue) => void
  /** Finds what has been replaced before. */
  knownIn: (text: string) => ReadonlyArray<{ kind: string; secret: string }>
  /** Numbers the placeholders of a value anew, but those of secrets with a hash. */
  level: <T extends JsonValue>(value: T) => T
  /** Numbers the placeholders of what a replay shows as its comparison does; of a recording, the numbers stand. */
  shown: <T extends JsonValue>(value: T) => T
  /** Returns `true` for a text with a secret of the recording that is compared by its placeholder alone. */
  hidesGuessable: (text: string) => boolean
  /** The recording has such secrets at all. */
  holdsGuessable: boolean
  /** The placeholder of a secret that was replaced. */
  replacedBy: (secret: string) => string | undefined
  /** Returns `true` for a secret that was replaced. */
  hasReplaced: (secret: string) => boolean
  /** The placeholder of a secret that was replaced, where a hash of it is kept. */
  placeholderOf: (secret: string) => string | undefined
  /**
   * The secrets that were replaced so far, as a cassette lists them.
   *
   * @param verified The redactor of the verification, which has to have met a secret again; `null` where there was none.
   * @param given Placeholders that answers held when the recording was verified, and that the agent at most passed on.
   */
  secrets: (
    verified: Pick<Redactor, 'hasReplaced'> | null,
    given?: ReadonlySet<string>,
  ) => RecordedSecret[]
  /** Grows with all that is looked for from then on: what was redacted before may hold it. */
  readonly learnt: number
  /** Looks from then on for what was sent in headers of which only the presence is kept. */
  learnSent: () => void
  /** Redacts what was redacted before, and notes the secrets that it held as late. */
  again: <T>(work: () => T) => T
  /** The placeholders of secrets that stood somewhere before they were known. */
  readonly late: ReadonlySet<string>
  /** The number of secrets that are beyond the most that can be looked for without their names. */
  readonly notLookedFor: number
  /**
   * Bytes that are no text: secrets in ASCII are replaced, every other byte is kept.
   *
   * @param coding How they are packed.
   */
  binary: (bytes: Uint8Array, coding?: string) => Uint8Array
}
