import type { ProcessEvent, Stdio } from '../../../core/processes/process-schema.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { JsonObject } from '../../../core/json.ts'
import { utf8 } from '../../../core/bytes.ts'
import type {
  ProcessCall,
  ProcessExit,
  ProcessInput,
  ProcessTap,
  WaitedProcess,
} from '../../context/process-call.ts'
import { opensMcp } from '../../../core/mcp/read-messages.ts'
import type { McpRecording } from '../mcp/mcp-recording.ts'
import { round } from '../timeline.ts'
import { LineReader } from './line-reader.ts'
import {
  describeSent,
  describeStream,
  inputsOf,
  recut,
  streamBytes,
  streamName,
  type ContentOptions,
} from './process-content.ts'
import { isDetached, keepChild, releaseChild } from './kept-children.ts'

/** The facts of a process that has ended, or was left running. */
export type ProcessOutcome = Pick<
  RecordedAction,
  'inputs' | 'outputs' | 'error' | 'process' | 'outcome'
>

interface RecordingOptions {
  content: ContentOptions
  /** Inputs that were known at the start. */
  start: JsonObject
  /** Milliseconds since the start of the process. */
  now(): number
  /** Opens the recording of its messages, where it is a server of MCP. */
  openSession(): McpRecording
  /** Called once, with all that there was. */
  done(outcome: ProcessOutcome): void
}

/** Collects what a real process does, from its start to its end. */
export class ProcessRecording implements ProcessTap {
  readonly #call: ProcessCall
  readonly #options: RecordingOptions
  readonly #streams: readonly Stdio[]
  readonly #events: ProcessEvent[] = []
  readonly #pieces = new Map<number, Uint8Array[]>()
  #input: ProcessInput | undefined
  #pid: number | undefined
  #exit: ProcessExit | undefined
  #isDone = false
  /** It speaks MCP: its messages are actions of their own. */
  #session: McpRecording | null = null
  /** Lines that it was sent, and that are no messages. */
  readonly #rest: string[] = []
  readonly #reader = new LineReader()
  #keepsAlive: () => boolean = () => false

  constructor(call: ProcessCall, options: RecordingOptions) {
    this.#call = call
    this.#options = options
    this.#streams = call.stdio.kind === 'known' ? call.stdio.streams : []
  }

  /** A run that has come to its end waits for it; not for one that waits for input itself, as a server does. */
  get isAwaited(): boolean {
    const input = this.#input
    const isListening = input !== undefined && !input.isEnded && input.count > 0
    return !isListening && this.#keepsAlive()
  }

  started(pid: number, input: ProcessInput, keepsAlive: () => boolean): void {
    this.#pid = pid
    if (!isDetached(this.#call.settings)) keepChild(pid)
    this.#input = input
    this.#keepsAlive = keepsAlive
  }

  failed(code: string): void {
    const message = `spawn ${this.#call.command[0]} ${code}`
    this.#done({ outcome: 'error', error: { name: 'Error', message, code } }, {})
  }

  said(line: string): boolean {
    if (this.#isDone) return false
    if (!this.#session) {
      if (this.#input!.count > 1 || !opensMcp(line)) return false
      this.#session = this.#options.openSession()
    }
    if (!this.#session.said(line)) this.#rest.push(line)
    return true
  }

  wrote(fd: number, bytes: Uint8Array): void {
    if (this.#isDone) return
    const session = fd === 1 ? this.#session : null
    if (!session) return this.#keep(fd, bytes)
    for (const line of this.#reader.read(bytes))
      if (!session.got(line.toString())) this.#keep(fd, line)
    if (bytes.length === 0) this.#keep(fd, bytes)
  }

  #keep(fd: number, bytes: Uint8Array): void {
    const pieces = this.#pieces.get(fd)
    if (pieces) pieces.push(bytes)
    else this.#pieces.set(fd, [bytes])
    // A stream that ends with the process is no event of its own.
    if (bytes.length > 0 || !this.#exit)
      this.#events.push({ fd, bytes: bytes.length, ...this.#moment() })
  }

  exited(exit: ProcessExit): void {
    this.#exit = exit
    if (this.#pid !== undefined) releaseChild(this.#pid)
    this.#events.push({ exit: true, ...this.#moment() })
  }

  over(): void {
    this.close()
  }

  /** Files what there is: it is over, or the run is. */
  close(): void {
    const { content } = this.#options
    const outputs: JsonObject = {}
    if (!this.#isDone) this.#session?.close()
    for (const [fd, pieces] of this.#pieces) {
      const bytes = Buffer.concat(pieces)
      if (bytes.length === 0) continue
      const kept = describeStream(bytes, content)
      outputs[streamName(fd, this.#streams[fd] === 'ipc')] = kept
      recut(this.#events, fd, streamBytes(kept).length)
    }
    const end: JsonObject = this.#exit
      ? { exitCode: this.#exit.code, signal: this.#exit.signal }
      : { running: true }
    this.#done(
      { outputs: { json: { ...outputs, ...end } }, outcome: 'success' },
      {
        events: this.#events,
      },
    )
  }

  waited({ pid, code, signal, output, error }: WaitedProcess): void {
    const { content } = this.#options
    this.#pid = pid === 0 ? undefined : pid
    const outputs: JsonObject = {}
    for (const [fd, bytes] of (output ?? []).entries())
      if (bytes && bytes.length > 0) outputs[streamName(fd, false)] = describeStream(bytes, content)
    const end = { exitCode: code, signal, ...(error === null ? {} : { error }) }
    this.#done({ outputs: { json: { ...outputs, ...end } }, outcome: 'success' }, {})
  }

  #moment(): { at: number; after?: number } {
    const after = this.#input?.count ?? 0
    return { at: round(this.#options.now()), ...(after > 0 ? { after } : {}) }
  }

  #done(
    outcome: Pick<ProcessOutcome, 'outputs' | 'error' | 'outcome'>,
    { events }: { events?: ProcessEvent[] },
  ): void {
    if (this.#isDone) return
    this.#isDone = true
    const { content, start, done } = this.#options
    const { env, form, settings } = this.#call
    const sent = this.#input ?? (form.kind === 'waiting' ? waitingInput(form.input) : NO_INPUT)
    const lines = sent.count - sent.signals.length - (sent.isEnded ? 1 : 0)
    const input = this.#session ? { ...restOf(sent, this.#rest), within: [] } : sent
    done({
      ...outcome,
      inputs: inputsOf(start, describeSent(input, content)),
      process: {
        ...(this.#pid === undefined ? {} : { pid: this.#pid }),
        stdio: [...this.#streams],
        ...(env.length > 0 ? { env: [...env] } : {}),
        ...(settings.length > 0 ? { settings: [...settings] } : {}),
        ...(input.within.length > 0
          ? { within: input.within.map(([line, of]): [number, number] => [line, of]) }
          : {}),
        ...(this.#session ? { protocol: 'mcp' as const, lines } : {}),
        ...(events ? { events } : {}),
      },
    })
  }
}

/** The input of a server of MCP without its messages. */
export function restOf(input: ProcessInput, lines: readonly string[]): ProcessInput {
  const { isEnded, messages, signals, count, within } = input
  const stdin = utf8(lines.map((line) => `${line}\n`).join(''))
  return { stdin, isEnded, messages, signals, count, within }
}

export const NO_INPUT: ProcessInput = {
  stdin: new Uint8Array(),
  messages: new Uint8Array(),
  signals: [],
  isEnded: false,
  count: 0,
  within: [],
}

/** The input of a process that gets all of it at once. */
export function waitingInput(stdin: Uint8Array): ProcessInput {
  return { ...NO_INPUT, stdin, isEnded: true }
}

/** Adds the files that a replay does not bring back. */
export function withFiles(outcome: ProcessOutcome, files: string[]): ProcessOutcome {
  return files.length === 0 || !outcome.process
    ? outcome
    : { ...outcome, process: { ...outcome.process, files } }
}
