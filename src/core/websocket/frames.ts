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
  isMasked: boolean
  payload: Uint8Array
}

/** Returns `true` for a frame that the protocol has none like, whatever is agreed on. Its end is not to be waited for. */
function isForbidden([first = 0, second = 0]: Uint8Array): boolean {
  const opcode = first & 0x0f
  const isSignal = opcode >= OPCODES.close
  if ((first & 0x30) !== 0 || !KNOWN.has(opcode)) return true
  return isSignal && ((first & 0xc0) !== 0x80 || (second & 0x7f) > 125)
}

const KNOWN = new Set<number>(Object.values(OPCODES))

/**
 * Reads the frames of one direction of a WebSocket, whatever pieces they come in.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export class FrameReader {
  #pieces: Uint8Array[] = []
  #size = 0
  /** The head of a frame that is none: nothing after it is read. */
  forbidden: Uint8Array | undefined
  /** The bytes without which there is no next frame. */
  #needed = SHORTEST_HEAD

  /**
   * Takes more bytes, and returns the frames that are whole.
   *
   * @note The pieces of a long frame are put together once: the work grows with their bytes, not with its square.
   */
  read(bytes: Uint8Array): Frame[] {
    if (this.forbidden) return []
    this.#pieces.push(bytes)
    this.#size += bytes.length
    const frames: Frame[] = []
    if (this.#size < this.#needed) return frames
    let left = concatBytes(this.#pieces)
    for (;;) {
      if (left.length >= SHORTEST_HEAD && isForbidden(left)) {
        this.forbidden = left.slice(0, SHORTEST_HEAD)
        return frames
      }
      const found = readFrame(left)
      if (typeof found === 'number') {
        this.#pieces = [left]
        this.#size = left.length
        this.#needed = found
        return frames
      }
      frames.push(found.frame)
      left = left.subarray(found.length)
    }
  }
}

const SHORTEST_HEAD = 2

/** @returns The frame at the beginning, or the number of bytes that have to be there before more of it can be read. */
function readFrame(bytes: Uint8Array): { frame: Frame; length: number } | number {
  if (bytes.length < SHORTEST_HEAD) return SHORTEST_HEAD
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isMasked = (bytes[1]! & 0x80) !== 0
  const short = bytes[1]! & 0x7f
  const head = 2 + (short === 127 ? 8 : short === 126 ? 2 : 0)
  const start = head + (isMasked ? 4 : 0)
  if (bytes.length < start) return start
  const size =
    short === 127 ? Number(view.getBigUint64(2)) : short === 126 ? view.getUint16(2) : short
  if (bytes.length < start + size) return start + size
  // A copy, also of a `Buffer`: it is unmasked in its place.
  const payload = new Uint8Array(bytes.subarray(start, start + size))
  if (isMasked) mask(payload, bytes.subarray(head, start))
  const frame: Frame = {
    opcode: bytes[0]! & 0x0f,
    isFinal: (bytes[0]! & 0x80) !== 0,
    isCompressed: (bytes[0]! & 0x40) !== 0,
    isMasked,
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
