import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { ProcessInput, ProcessScript, ServedProcess } from '../../context/process-call.ts'
import { restOf } from './process-recording.ts'
import { scriptOf, UNKNOWN_PID } from './process-script.ts'
import { RpcSession } from './rpc-session.ts'
import { McpSession, type SessionOptions } from '../mcp/mcp-session.ts'
import type { RunPlaces } from './run-places.ts'

interface ServedOptions {
  /** Inputs that have to come before it is known which recorded process it is; 0 where it is. */
  needed: number
  answer: RecordedAction | null
  /** Finds the recorded process by its input; `null` where there is none. */
  decide(input: ProcessInput): RecordedAction | null
  turnOf(answer: RecordedAction): Promise<void> | undefined
  /** Where the messages of a server of MCP are filed. */
  session: Pick<SessionOptions, 'ledger' | 'content' | 'process'>
  ended(input: ProcessInput): void
  places: RunPlaces
}

/** It could not be served: it ends as a process does that was killed. */
const KILLED: ProcessScript['events'] = [
  { kind: 'exit', exit: { code: null, signal: 'SIGKILL' }, after: 0 },
]

let lastPid = UNKNOWN_PID

/** A process that is served, from its start to its exit. */
export class ServedChild implements ServedProcess {
  readonly pid: number
  readonly #options: ServedOptions
  #answer: RecordedAction | null
  #input: ProcessInput | null = null
  #isOver = false
  #script: ProcessScript | undefined
  #session: RpcSession | null = null
  #mcp: McpSession | null = null
  #wake: () => void = () => {}
  /** Lines that came before it was known which recorded process it is. */
  readonly #early: string[] = []
  /** It has something to do that depends on nobody. */
  #busy: () => boolean = () => false

  constructor(options: ServedOptions) {
    this.#options = options
    this.#answer = options.answer
    this.pid = options.answer?.process?.pid ?? ++lastPid
  }

  get isBusy(): boolean {
    return !this.#isOver && this.#busy()
  }

  attach(input: ProcessInput, isBusy: () => boolean, wake: () => void): void {
    this.#input = input
    this.#busy = isBusy
    this.#wake = wake
  }

  /** @note Messages of MCP are filed while they are written: only there is it known by whom. */
  said(line: string, input: ProcessInput): boolean {
    this.#early.push(line)
    this.#decide(input)
    if (!this.#script) return true
    for (const said of this.#early.splice(0)) this.#mcp?.said(said, input)
    return this.#mcp !== null
  }

  open(input: ProcessInput): ProcessScript | undefined {
    this.#decide(input)
    this.#session?.hear(input)
    this.#mcp?.hear(input)
    return this.#script
  }

  #decide(input: ProcessInput): void {
    if (this.#script) return
    if (!this.#answer) {
      if (input.count < this.#options.needed && !input.isEnded) return
      this.#answer = this.#options.decide(input)
    }
    this.#script = this.#scriptOf(this.#answer)
  }

  #scriptOf(answer: RecordedAction | null): ProcessScript {
    if (!answer) return { pid: this.pid, signals: 0, events: KILLED }
    const { places } = this.#options
    const script = scriptOf(answer, places)
    if (answer.process?.protocol === 'mcp') {
      this.#mcp = new McpSession({
        ...this.#options.session,
        recorded: answer,
        script,
        wake: this.#wake,
      })
      return { ...script, events: this.#mcp.events }
    }
    this.#session = RpcSession.of(answer, places)
    return this.#session ? { ...script, events: this.#session.events } : script
  }

  turn(): Promise<void> | undefined {
    return this.#answer ? this.#options.turnOf(this.#answer) : undefined
  }

  over(input: ProcessInput): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#mcp?.close()
    this.#options.ended(this.#mcp ? restOf(input, this.#mcp.rest) : input)
  }

  /** The run is over, and it was left running. */
  leave(): void {
    if (this.#input) this.over(this.#input)
  }
}
