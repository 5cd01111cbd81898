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

/**
 * Decompresses a message; `window` is the end of what was decompressed before.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7692#section-7.2.2
 */
export type Inflate = (compressed: Uint8Array, window: Uint8Array) => Uint8Array

/** The farthest that a compressed message refers back. */
const WINDOW = 1 << 15

/** Reads what one end of a WebSocket sends: frames put together to messages, decompressed. */
export class SocketReader {
  readonly #frames = new FrameReader()
  readonly #inflate: Inflate
  #begun: Frame[] = []
  #window: Uint8Array = new Uint8Array()

  constructor(inflate: Inflate) {
    this.#inflate = inflate
  }

  /** Takes more bytes, and returns what is whole. */
  read(bytes: Uint8Array): SocketPart[] {
    return this.#frames.read(bytes).flatMap((frame) => this.#partOf(frame) ?? [])
  }

  #partOf(frame: Frame): SocketPart | undefined {
    const { opcode, payload } = frame
    if (opcode === OPCODES.ping || opcode === OPCODES.pong)
      return { kind: opcode === OPCODES.ping ? 'ping' : 'pong', payload }
    if (opcode === OPCODES.close) return { kind: 'close', close: readClose(payload) }
    this.#begun.push(frame)
    if (!frame.isFinal) return undefined
    const [first] = this.#begun
    const whole = this.#whole(this.#begun)
    this.#begun = []
    const isText = first!.opcode === OPCODES.text
    return {
      kind: 'message',
      message: isText
        ? { kind: 'text', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole) }
        : { kind: 'binary', bytes: whole },
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
