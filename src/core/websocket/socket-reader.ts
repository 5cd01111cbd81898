import { concatBytes } from '../bytes.ts'
import { FrameReader, OPCODES, type Frame } from './frames.ts'
import type { SocketMessage } from './message-content.ts'

/** The end that one side announces: no code is on the wire where it gives none. */
export interface SocketClose {
  code: number | null
  reason: string
}

/** A whole message, or a signal between the ends. */
export type SocketPart =
  | { kind: 'message'; message: SocketMessage }
  | { kind: 'ping' | 'pong'; payload: Uint8Array }
  | { kind: 'close'; close: SocketClose }
  /** Bytes that break the rules of the protocol. The payload is a frame that does so too, and has nothing of them. */
  | { kind: 'invalid'; payload: Uint8Array }

/**
 * Decompresses a message; `window` is the end of what was decompressed before.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7692#section-7.2.2
 */
export type Inflate = (compressed: Uint8Array, window: Uint8Array) => Uint8Array

/** The farthest that a compressed message refers back. */
const WINDOW = 1 << 15

/** Frames that break a rule, each in another way. */
const INVALID = {
  text: Uint8Array.of(0x81, 1, 0xff),
  compression: Uint8Array.of(0xc1, 0),
  masked: Uint8Array.of(0x81, 0x80, 0, 0, 0, 0),
  fragment: Uint8Array.of(0x80, 0),
}

/**
 * Reads what one end of a WebSocket sends: frames put together to messages, decompressed. Nothing is read after what is
 * invalid.
 */
export class SocketReader {
  readonly #frames = new FrameReader()
  readonly #inflate: Inflate
  readonly #by: 'client' | 'server'
  #begun: Frame[] = []
  #window: Uint8Array = new Uint8Array()
  #isOver = false

  constructor(inflate: Inflate, by: 'client' | 'server') {
    this.#inflate = inflate
    this.#by = by
  }

  /** Takes more bytes, and returns what is whole. */
  read(bytes: Uint8Array): SocketPart[] {
    const parts: SocketPart[] = []
    if (this.#isOver) return parts
    for (const frame of this.#frames.read(bytes)) {
      const part = this.#partOf(frame)
      if (part) parts.push(part)
      if ((this.#isOver = part?.kind === 'invalid')) return parts
    }
    const { forbidden } = this.#frames
    this.#isOver = forbidden !== undefined
    return forbidden ? [...parts, { kind: 'invalid', payload: forbidden }] : parts
  }

  #partOf(frame: Frame): SocketPart | undefined {
    const { opcode, payload, isMasked } = frame
    // Clients mask what they send, and servers do not.
    if (isMasked && this.#by === 'server') return { kind: 'invalid', payload: INVALID.masked }
    if (opcode === OPCODES.ping || opcode === OPCODES.pong)
      return { kind: opcode === OPCODES.ping ? 'ping' : 'pong', payload }
    if (opcode === OPCODES.close) return { kind: 'close', close: readClose(payload) }
    const isFirst = this.#begun.length === 0
    if (isFirst === (opcode === OPCODES.continuation))
      return { kind: 'invalid', payload: INVALID.fragment }
    this.#begun.push(frame)
    if (!frame.isFinal) return undefined
    const begun = this.#begun
    this.#begun = []
    return this.#messageOf(begun)
  }

  #messageOf(frames: readonly Frame[]): SocketPart {
    let whole: Uint8Array
    try {
      whole = this.#whole(frames)
    } catch {
      return { kind: 'invalid', payload: INVALID.compression }
    }
    if (frames[0]!.opcode !== OPCODES.text)
      return { kind: 'message', message: { kind: 'binary', bytes: whole } }
    try {
      const text = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(whole)
      return { kind: 'message', message: { kind: 'text', text } }
    } catch {
      return { kind: 'invalid', payload: INVALID.text }
    }
  }

  #whole(frames: readonly Frame[]): Uint8Array {
    const whole = concatBytes(frames.map(({ payload }) => payload))
    if (!frames[0]!.isCompressed) return whole
    const plain = this.#inflate(whole, this.#window)
    this.#window = concatBytes([this.#window, plain]).slice(-WINDOW)
    return plain
  }
}

function readClose(payload: Uint8Array): SocketClose {
  if (payload.length < 2) return { code: null, reason: '' }
  return {
    code: payload[0]! * 256 + payload[1]!,
    reason: new TextDecoder().decode(payload.subarray(2)),
  }
}

/** Returns the payload of a frame that announces the end. */
export function closePayload({ code, reason }: SocketClose): Uint8Array {
  if (code === null) return new Uint8Array()
  const text = new TextEncoder().encode(reason)
  const payload = new Uint8Array(2 + text.length)
  payload[0] = code >> 8
  payload[1] = code & 0xff
  payload.set(text, 2)
  return payload
}
