import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { SENT_HEADERS } from '../../../core/redaction/headers.ts'
import { keyNumber } from '../../../core/request-headers/presence-headers.ts'
import type { Receipt } from '../../../core/report/receipt-schema.ts'
import { unreadParts } from '../../wrap/unread-parts.ts'

type OpaquePlace = NonNullable<Receipt['opaque']>[number]

type Headers = ReadonlyArray<readonly [name: string, value: string]>

const MOST = 50

/** Remembers what a replay saw to be another thing than recorded, and what is no part of any call. */
export class UnseenNotes {
  /** The places, by names under which a cassette lists those that vary by themselves. */
  readonly places = new Map<string, OpaquePlace>()
  /** Parts of arguments and outputs that a description leaves out: whether they are others is not known. */
  readonly unread = new Map<string, OpaquePlace>()
  readonly #varying: ReadonlySet<string>
  readonly #keys = new KeyPairs()

  constructor(varying: readonly string[]) {
    this.#varying = new Set(varying)
  }

  /** Compares the object that a method was called on, by the fields that the recording holds of it. */
  noteReceiver({ name, receiver }: RecordedAction, now: Record<string, string> | undefined): void {
    for (const [field, hash] of Object.entries(receiver ?? {}))
      if (now?.[field] !== hash) this.#note({ action: name, path: `this.${field}`, kind: 'state' })
  }

  /** Compares the payloads of a WebSocket's pings: their number depends on the time. */
  notePings({ name, websocket }: RecordedAction, now: ReadonlySet<string>): void {
    const isKnown = [...now].every((hash) => websocket?.pings?.includes(hash))
    if (!isKnown) this.#note({ action: name, path: 'pings', kind: 'state' })
  }

  /** Notes a request of the background that is not as it was recorded: it may hold what is counted or measured. */
  noteBackground(action: string): void {
    this.#note({ action, path: 'request', kind: 'state' })
  }

  /** Notes parts of the start of a process that are not as they were recorded. */
  noteStart(action: string, isSame: Record<string, boolean>): void {
    for (const [path, same] of Object.entries(isSame))
      if (!same) this.#note({ action, path, kind: 'state' })
  }

  /** Looks at a value that is compared, for parts of it that are not. */
  noteUnread(action: string, value: unknown, root: string): void {
    for (const part of unreadParts(value, root)) {
      if (this.unread.size >= MOST) return
      this.unread.set(`${part.kind} at ${part.path} of ${action}`, { action, ...part })
    }
  }

  /**
   * Compares which requests share an idempotency key that was drawn at random: another key is another number on both sides, and
   * one for a second request is the same as for the first.
   */
  noteKeys(action: string, recorded: Headers, now: Headers): void {
    for (const header of SENT_HEADERS) {
      const [before, after] = [valueOf(recorded, header), valueOf(now, header)]
      const [number, own] = [before && keyNumber(before), after && keyNumber(after)]
      const isOneSided = (before === undefined) !== (after === undefined)
      const isOther =
        number !== undefined && own !== undefined && !this.#keys.pair(header, number, own)
      if (isOneSided || isOther) this.#note({ action, path: header, kind: 'state' })
    }
  }

  #note(place: OpaquePlace): void {
    const name = `${place.path} of ${place.action}`
    if (this.#varying.has(name) || this.places.size >= MOST) return
    this.places.set(name, place)
  }
}

/** Which recorded key each key of a replay stands for. */
class KeyPairs {
  readonly #recorded = new Map<string, string>()
  readonly #replayed = new Map<string, string>()

  /** Returns `false` where one of the two has stood for another one before. */
  pair(header: string, recorded: string, replayed: string): boolean {
    const [before, after] = [`${header} ${recorded}`, `${header} ${replayed}`]
    const known = [this.#recorded.get(before) ?? after, this.#replayed.get(after) ?? before]
    this.#recorded.set(before, known[0]!)
    this.#replayed.set(after, known[1]!)
    return known[0] === after && known[1] === before
  }
}

function valueOf(headers: Headers, name: string): string | undefined {
  return headers.find(([own]) => own === name)?.[1]
}
