import { getSystemErrorMap } from 'node:util'

/** The request of a write or a shutdown; Node's own code sets `oncomplete`. */
interface StreamRequest {
  oncomplete?(status: number, handle: unknown, error: undefined): void
}

type Read = (this: PipeHandle, buffer: ArrayBuffer | undefined) => unknown

/** The native end of a pipe to a child process, as `net.Socket` and IPC channels use it. */
export interface PipeHandle {
  onread: Read
  readStart(): number
  readStop(): number
  shutdown(request: StreamRequest): number
  close(done?: () => void): void
}

interface StreamBinding {
  streamBaseState: Int32Array
  kReadBytesOrError: number
  kArrayBufferOffset: number
  kBytesWritten: number
  kLastWriteWasAsync: number
}

/** Where native streams leave the facts of a read or a write; `undefined` in a Node that does not show it. */
export function streamBinding(): StreamBinding | undefined {
  try {
    const { binding } = process as unknown as { binding(name: string): StreamBinding }
    const found = binding.call(process, 'stream_wrap')
    return found.streamBaseState ? found : undefined
  } catch {
    return undefined
  }
}

/** Reads the bytes of a native write, whatever its form. */
const WRITES: Record<string, (args: unknown[]) => Uint8Array> = {
  writeBuffer: ([, data]) => data as Uint8Array,
  writeUtf8String: ([, text]) => Buffer.from(text as string, 'utf8'),
  writeAsciiString: ([, text]) => Buffer.from(text as string, 'latin1'),
  writeLatin1String: ([, text]) => Buffer.from(text as string, 'latin1'),
  writeUcs2String: ([, text]) => Buffer.from(text as string, 'utf16le'),
  writev: ([, chunks, allBuffers]) => joinChunks(chunks as unknown[], allBuffers === true),
}

function joinChunks(chunks: unknown[], allBuffers: boolean): Uint8Array {
  if (allBuffers) return Buffer.concat(chunks as Uint8Array[])
  const parts: Uint8Array[] = []
  for (let index = 0; index < chunks.length; index += 2) {
    const [chunk, encoding] = [chunks[index], chunks[index + 1]]
    parts.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, encoding as BufferEncoding)
        : (chunk as Uint8Array),
    )
  }
  return Buffer.concat(parts)
}

const END_OF_FILE = codeOf('EOF')
const BROKEN_PIPE = codeOf('EPIPE')

function codeOf(name: string): number {
  return [...getSystemErrorMap()].find(([, [known]]) => known === name)![0]
}

/** Both directions of a pipe. */
interface PipeEvents {
  /** @param bytes None at the end of the stream. */
  read(bytes: Uint8Array): void
  wrote(bytes: Uint8Array): void
  /** The parent's side has been ended. */
  ended(): void
  closed(): void
}

/** Watches what goes through a real pipe. */
export function tapPipe(handle: PipeHandle, state: StreamBinding, events: PipeEvents): void {
  const native = Object.getPrototypeOf(handle) as PipeHandle
  for (const [name, bytesOf] of Object.entries(WRITES))
    override(handle, name, (original, args) => {
      events.wrote(bytesOf(args))
      return original.apply(handle, args)
    })
  override(handle, 'shutdown', (original, args) => {
    events.ended()
    return original.apply(handle, args)
  })
  override(handle, 'close', (original, args) => {
    events.closed()
    return original.apply(handle, args)
  })
  Object.defineProperty(handle, 'onread', {
    configurable: true,
    get: () => Reflect.get(native, 'onread', handle) as Read,
    set: (read: Read) => {
      const watched: Read = function (buffer) {
        const { streamBaseState, kReadBytesOrError, kArrayBufferOffset } = state
        const count = streamBaseState[kReadBytesOrError]!
        if (count > 0) {
          const offset = streamBaseState[kArrayBufferOffset]!
          events.read(new Uint8Array(buffer!, offset, count).slice())
        } else if (count < 0) events.read(new Uint8Array())
        // Whoever watches may have read or written something itself.
        streamBaseState[kReadBytesOrError] = count
        return read.call(this, buffer)
      }
      Reflect.set(native, 'onread', watched, handle)
    },
  })
}

/**
 * Stands before what is sent through a real pipe, and, of an input, before the end of it.
 *
 * @param decide Called with the bytes; none at the end.
 */
export function guardPipe(
  handle: PipeHandle,
  isInput: boolean,
  decide: (bytes: Uint8Array) => 'open' | 'dropped' | 'refused',
): void {
  let isBroken = false
  for (const [name, bytesOf] of Object.entries(WRITES))
    override(handle, name, (original, args) => {
      const bytes = bytesOf(args)
      const verdict = decide(bytes)
      isBroken ||= verdict === 'refused'
      const state = streamBinding()
      if (verdict === 'open') return original.apply(handle, args)
      if (verdict === 'refused' || !state) return BROKEN_PIPE
      noteWritten(state, bytes)
      return 0
    })
  // Node's own code ends an output that has come to its end, and an input that has failed.
  override(handle, 'shutdown', (original, args) => {
    const verdict = isBroken || !isInput ? 'open' : decide(new Uint8Array())
    if (verdict === 'open') return original.apply(handle, args)
    return verdict === 'refused' ? BROKEN_PIPE : 1
  })
}

/** Leaves the facts of a write that is done at once. */
function noteWritten(state: StreamBinding, { length }: Uint8Array): void {
  state.streamBaseState[state.kBytesWritten] = length
  state.streamBaseState[state.kLastWriteWasAsync] = 0
}

/** One end of a pipe that leads to no process: whoever holds it plays the other side. */
export class FakePipe {
  readonly #handle: PipeHandle
  readonly #state: StreamBinding
  #isReading = false
  #isClosed = false
  #isBroken = false
  #onRead: Read = () => {}
  /** Called when the reader has asked for more. */
  onWanted: () => void = () => {}

  constructor(
    handle: PipeHandle,
    state: StreamBinding,
    events: Pick<PipeEvents, 'wrote' | 'ended' | 'closed'>,
  ) {
    this.#handle = handle
    this.#state = state
    for (const [name, bytesOf] of Object.entries(WRITES))
      override(handle, name, (_, args) => {
        if (this.#isBroken) return BROKEN_PIPE
        const bytes = bytesOf(args)
        noteWritten(state, bytes)
        events.wrote(bytes)
        // Written by whoever heard of it.
        noteWritten(state, bytes)
        return 0
      })
    override(handle, 'shutdown', () => {
      events.ended()
      // Done at once.
      return 1
    })
    override(handle, 'readStart', () => {
      this.#isReading = true
      this.onWanted()
      return 0
    })
    override(handle, 'readStop', () => {
      this.#isReading = false
      return 0
    })
    override(handle, 'close', (original, args) => {
      this.#isClosed = true
      events.closed()
      this.onWanted()
      return original.apply(handle, args)
    })
    Object.defineProperty(handle, 'onread', {
      configurable: true,
      get: () => this.#onRead,
      set: (read: Read) => {
        this.#onRead = read
      },
    })
  }

  /** Returns `true` where a piece can be handed over: it is read at once, or nobody will ever read it. */
  get isWanted(): boolean {
    return this.#isReading || this.#isClosed
  }

  /** Hands a piece to the reader; no bytes are the end. */
  push(bytes: Uint8Array): void {
    if (this.#isClosed) return
    const { streamBaseState, kReadBytesOrError, kArrayBufferOffset } = this.#state
    streamBaseState[kArrayBufferOffset] = 0
    streamBaseState[kReadBytesOrError] = bytes.length === 0 ? END_OF_FILE : bytes.length
    this.#onRead.call(this.#handle, bytes.length === 0 ? undefined : copyOf(bytes))
  }

  /** The other side is gone. */
  break(): void {
    this.#isBroken = true
  }
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer
}

/** Puts a function before a method of one handle. */
export function override(
  handle: object,
  name: string,
  make: (original: (...args: unknown[]) => unknown, args: unknown[]) => unknown,
): void {
  const original = Reflect.get(handle, name) as ((...args: unknown[]) => unknown) | undefined
  if (typeof original !== 'function') return
  Object.defineProperty(handle, name, {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) => make(original, args),
  })
}
