import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { Receipt } from '../../../core/report/receipt-schema.ts'
import { unreadParts } from '../../wrap/unread-parts.ts'

type OpaquePlace = NonNullable<Receipt['opaque']>[number]

const MOST = 50

/** Remembers what a replay saw to be another thing than recorded, and what is no part of any call. */
export class UnseenNotes {
  /** The places, by names under which a cassette lists those that vary by themselves. */
  readonly places = new Map<string, OpaquePlace>()
  /** Parts of arguments and outputs that a description leaves out: whether they are others is not known. */
  readonly unread = new Map<string, OpaquePlace>()
  readonly #varying: ReadonlySet<string>

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

  /** Looks at a value that is compared, for parts of it that are not. */
  noteUnread(action: string, value: unknown, root: string): void {
    for (const part of unreadParts(value, root)) {
      if (this.unread.size >= MOST) return
      this.unread.set(`${part.kind} at ${part.path} of ${action}`, { action, ...part })
    }
  }

  #note(place: OpaquePlace): void {
    const name = `${place.path} of ${place.action}`
    if (this.#varying.has(name) || this.places.size >= MOST) return
    this.places.set(name, place)
  }
}
