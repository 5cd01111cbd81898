import { concatBytes } from '../bytes.ts'

/** The kinds of frames, by their numbers on the wire. */
export const OPCODES = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const
type Opcode = (typeof OPCODES)[keyof typeof OPCODES]

/** A frame of a WebSocket, unmasked. */
export interface Frame {
  opcode: number
  /** The last one of its message. */
  isFinal: boolean
  /** Its message is compressed, by the extension that both sides have agreed on. */
  isCompressed: boolean
  payload: Uint8Array
}

/**
 * Reads the frames of one direction of a WebSocket, whatever pieces they come in.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export class FrameReader {
  #left: Uint8Array = new Uint8Array()

  /** Takes more bytes, and returns the frames that are whole. */
  read(bytes: Uint8Array): Frame[] {
    const frames: Frame[] = []
    this.#left = this.#left.length === 0 ? bytes : concatBytes([this.#left, bytes])
    for (;;) {
      const found = readFrame(this.#left)
      if (!found) return frames
      frames.push(found.frame)
      this.#left = this.#left.subarray(found.length)
    }
  }
}

function readFrame(bytes: Uint8Array): { frame: Frame; length: number } | undefined {
  if (bytes.length < 2) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isMasked = (bytes[1]! & 0x80) !== 0
  const short = bytes[1]! & 0x7f
  const head = 2 + (short === 127 ? 8 : short === 126 ? 2 : 0)
  const start = head + (isMasked ? 4 : 0)
  if (bytes.length < start) return undefined
  const size =
    short === 127 ? Number(view.getBigUint64(2)) : short === 126 ? view.getUint16(2) : short
  if (bytes.length < start + size) return undefined
  // A copy, also of a `Buffer`: it is unmasked in its place.
  const payload = new Uint8Array(bytes.subarray(start, start + size))
  if (isMasked) mask(payload, bytes.subarray(head, start))
  const frame: Frame = {
    opcode: bytes[0]! & 0x0f,
    isFinal: (bytes[0]! & 0x80) !== 0,
    isCompressed: (bytes[0]! & 0x40) !== 0,
    payload,
  }
  return { frame, length: start + size }
}

/** Writes a frame that is a message of its own, as a server sends it. */
export function writeFrame(opcode: Opcode, payload: Uint8Array): Uint8Array {
  const { length } = payload
  const head = new Uint8Array(length > 0xffff ? 10 : length > 125 ? 4 : 2)
  const view = new DataView(head.buffer)
  head[0] = 0x80 | opcode
  head[1] = length > 0xffff ? 127 : length > 125 ? 126 : length
  if (length > 0xffff) view.setBigUint64(2, BigInt(length))
  else if (length > 125) view.setUint16(2, length)
  return concatBytes([head, payload])
}

function mask(payload: Uint8Array, key: Uint8Array): void {
  for (let i = 0; i < payload.length; i++) payload[i]! ^= key[i & 3]!
}
