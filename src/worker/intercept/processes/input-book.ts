import { contextScope } from '../../context/scope.ts'
import type { ProcessInput } from '../../context/process-call.ts'

const NEWLINE = 10

/** Keeps what a process is sent, in bytes and as a count that pieces of any size add up to. */
export class InputBook implements ProcessInput {
  readonly signals: string[] = []
  isEnded = false
  /** Its standard input has ended, or its channel. */
  isClosed = false
  count = 0
  readonly within: Array<[line: number, action: number]> = []
  #lines = 0
  /** Hears each line of the standard input; it returns `false` once it wants no more. */
  onLine: ((line: string) => boolean) | undefined
  readonly #line: Uint8Array[] = []
  readonly #written: { stdin: Uint8Array[]; messages: Uint8Array[] } = { stdin: [], messages: [] }

  get stdin(): Uint8Array {
    return join(this.#written.stdin)
  }

  get messages(): Uint8Array {
    return join(this.#written.messages)
  }

  write(to: 'stdin' | 'messages', bytes: Uint8Array): void {
    this.#written[to].push(bytes.slice())
    const parent = to === 'stdin' ? (contextScope()?.parent ?? null) : null
    for (const byte of bytes) {
      if (byte !== NEWLINE) continue
      this.count++
      if (to !== 'stdin') continue
      if (parent !== null) this.within.push([this.#lines, parent])
      this.#lines++
    }
    if (to === 'stdin' && this.onLine) this.#hear(bytes)
  }

  #hear(bytes: Uint8Array): void {
    let from = 0
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      this.#line.push(bytes.slice(from, at))
      from = at + 1
      const line = Buffer.concat(this.#line.splice(0)).toString()
      if (this.onLine?.(line) === false) this.onLine = undefined
      if (!this.onLine) return
    }
    this.#line.push(bytes.slice(from))
  }

  end(): void {
    if (this.isEnded) return
    this.isEnded = true
    this.isClosed = true
    this.count++
  }

  /** Its IPC channel was closed by the process that has started it. */
  disconnect(): void {
    this.isClosed = true
    this.count++
  }

  signal(name: string): void {
    this.signals.push(name)
    this.count++
  }
}

function join(pieces: Uint8Array[]): Uint8Array {
  if (pieces.length > 1) pieces.splice(0, pieces.length, Buffer.concat(pieces))
  return pieces[0] ?? new Uint8Array()
}
